"""`python -m bench.scripts FOLDER`: describe the install scripts of the archives in FOLDER, and write lines.tsv.

An archive lies in FOLDER/NAME/, with `+` for `/` in the name. Nothing is unpacked to disk, installed or run.
"""

import argparse
import csv
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pratique.analysis.inspection import inspect
from pratique.analysis.job import Job, Part
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.archive import DEFAULT_LIMITS
from pratique.core.install_script import InstallScript
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError

HERE = Path(__file__).parent
NAMES, LINES = HERE / "names.tsv", HERE / "lines.tsv"
NOTHING = "(no install script found)"


@dataclass(frozen=True, slots=True)
class Name:
    """A package of the bench; `source` is where the name came from."""

    ecosystem: str
    name: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one install script. `approved` is yes if `--write` approves it without a person."""

    ecosystem: str
    name: str
    version: str
    hook: str
    does: str
    places: str
    effects: str
    approved: str
    seconds: str
    """The CPU time of the whole inspection of the archive."""


def names() -> list[Name]:
    """Return the packages of the bench."""
    with NAMES.open(newline="", encoding="utf-8") as file:
        return [Name(**row) for row in csv.DictReader(file, delimiter="\t")]


def described(name: Name, path: Path) -> tuple[InstallScript, ...]:
    """Return the install scripts of an archive. Raises PratiqueError."""
    ecosystem, data = Ecosystem(name.ecosystem), path.read_bytes()
    part = Part(
        ecosystem=ecosystem,
        ref=PackageRef(ecosystem, name.name).at(name.version),
        filename=path.name,
        kind=ECOSYSTEMS[ecosystem].kind_of(path.name),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    opened = open_part(part, data, DEFAULT_LIMITS)
    return (
        inspect(Job(artifact=part), opened, None, {}, models=shipped_models()).inspection.install_scripts
        or ()
    )


def rows(name: Name, path: Path) -> Iterator[Line]:
    """Yield a line for each install script of an archive, or one that says why there is none."""
    started = time.process_time()
    try:
        scripts = described(name, path)
        failed = NOTHING
    except PratiqueError as error:
        scripts, failed = (), f"(failed: {error.message})"
    spent = f"{time.process_time() - started:.2f}"
    head = (name.ecosystem, name.name, name.version)
    if not scripts:
        yield Line(*head, "", failed, "", "", "no", spent)
    for script in scripts:
        places = " ".join(str(place) for place in script.places)
        effects = " ".join(script.effects)
        approved = "no" if script.needs_person else "yes"
        yield Line(*head, script.hook, _flat(script.does), _flat(places), effects, approved, spent)


def _flat(text: str) -> str:
    return " ".join(text.split())


def archives(folder: Path) -> Mapping[str, Path]:
    """Return the first archive of each package below a folder, by the name of the package."""
    return {
        path.name.replace("+", "/"): min(files)
        for path in sorted(folder.iterdir())
        if path.is_dir() and (files := [file for file in path.iterdir() if file.is_file()])
    }


def write(lines: list[Line], path: Path) -> None:
    """Write the lines as a table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
        table.writerow(field.name for field in fields(Line))
        table.writerows(astuple(line) for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="describe only these packages")
    parser.add_argument("--output", type=Path, default=LINES)
    given = parser.parse_args()
    found = archives(given.folder)
    lines: list[Line] = []
    for name in names():
        if name.name in found and (not given.only or name.name in given.only):
            lines += rows(name, found[name.name])
            print(name.name, lines[-1].seconds, file=sys.stderr, flush=True)
    write(lines, given.output)
    by_package: dict[str, list[Line]] = {}
    for line in lines:
        by_package.setdefault(line.name, []).append(line)
    alone = sum(all(line.approved == "yes" for line in of) for of in by_package.values())
    unknown = sum(any(line.does.startswith("unknown:") for line in of) for of in by_package.values())
    print(
        f"{len(by_package)} packages, {len(lines)} scripts; approved by itself: {alone}; unknown: {unknown}"
    )
    print(Counter(effect for line in lines for effect in line.effects.split()).most_common())


if __name__ == "__main__":
    main()
