"""Measure the search in a gate's log with very many decisions.

    python -m bench.respond.gate_log --decisions N --home FOLDER

The decisions are those of `bench.gate.log`: 20,000 files of which few are asked for very often. They are made up once in FOLDER. Each
search runs in a new process, whose time includes the start of Python, and is printed as one line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bench.gate.log import fill
from pratique.core.advisory import Affected, Product
from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.places.gate_log import GateLog
from pratique.respond.wanted.value import Wanted, WantedReleases
from pratique.store.folder.home import Home
from pratique.store.opening import open_store

_POPULAR = (("npm", "made-up-0-package"), "0.4.0")
_BAD = (("npm", "made-up-0-package"), "0.4.9")
"""A release of the most requested package that few clients downloaded, as one that lived for hours."""
_AVERAGE = (("npm", "made-up-2000-package"), "0.4.4")
_ABSENT = (("npm", "never-asked-for"), "1.0.0")
_CASES = {
    "a new release of the most requested package": (_BAD,),
    "the most requested release": (_POPULAR,),
    "an average release": (_AVERAGE,),
    "a release that nobody requested": (_ABSENT,),
    "all three": (_POPULAR, _AVERAGE, _ABSENT),
    "an average release of each of 500 packages": tuple(
        (("npm", f"made-up-{number}-package"), "0.4.0") for number in range(2_000, 4_000, 4)
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decisions", type=int, default=10_000_000)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--case", choices=_CASES)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(_searched(given.home, given.case)))
        return
    _filled(given.home, given.decisions)
    for case in _CASES:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "bench.respond.gate_log", "--home", str(given.home), "--case", case],
            check=True,
            capture_output=True,
            text=True,
        )
        print(json.dumps({**json.loads(done.stdout), "process_s": round(time.perf_counter() - started, 2)}))


def _filled(folder: Path, decisions: int) -> None:
    os.environ["PRATIQUE_HOME"] = str(folder)
    home = Home(folder)
    with open_store(home) as store:
        present = store.decisions.newest()
    if not present:
        fill(home, decisions)
        with open_store(home) as store:
            popular = store.decisions.read(package=PackageRef(Ecosystem.NPM, _BAD[0][1]))
            bad = [
                replace(one, ref=one.ref.package.at(_BAD[1]), filename="bad.tgz", sha256="b" * 64)
                for one in islice(popular, 12)
            ]
            store.decisions.add_many(bad)


def _searched(folder: Path, case: str) -> dict[str, object]:
    wanted = Wanted(
        releases=tuple(
            WantedReleases(
                id=f"{name}@{version}",
                affected=Affected(product=Product(type_, name), versions=(version,)),
                origin="bench",
            )
            for (type_, name), version in _CASES[case]
        )
    )
    started = time.perf_counter()
    result = GateLog().search(folder, wanted)
    return {
        "case": case,
        "search_s": round(time.perf_counter() - started, 2),
        "sightings": len(result.sightings),
        "decisions": sum(one.count for one in result.sightings),
        "of": result.searched[0].units,
    }


if __name__ == "__main__":
    main()
