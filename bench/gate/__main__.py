"""Measure the gate beside Verdaccio, devpi and no proxy, and with TLS beside itself without.

    python -m bench.gate throughput --verdaccio PROGRAM
    python -m bench.gate installs --verdaccio PROGRAM --project FOLDER [--scenario ci|ci-addressed|install] [--times N]
    python -m bench.gate installs --devpi PROGRAM --requirements FILE [--times N]
    python -m bench.gate large REQUIREMENT
    python -m bench.gate busy --npm PROGRAM
    python -m bench.gate tls
    python -m bench.gate log --decisions N [--keep-days N] [--work FOLDER]
    python -m bench.gate upgrade [--old COMMIT]

PROGRAM is Verdaccio's own (`npm install verdaccio`, then `node_modules/.bin/verdaccio`), or devpi's (`pip install devpi-server`, then
`bin/devpi-server`). `throughput` needs `wrk`, and no network; `tls` needs neither. FOLDER has a package.json and a package-lock.json;
the registry is that of npm's configuration. FILE has pinned requirements with hashes, and REQUIREMENT is for pip, such as
torch==2.9.1; the index of both is that of pip's configuration.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from pip._internal.models.index import PyPI

from bench.gate import busy, installs, large, log, throughput, tls, upgrade
from bench.gate.servers import devpi, verdaccio


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("throughput", "installs", "large", "busy", "tls", "log", "upgrade"))
    parser.add_argument("requirement", nargs="?")
    parser.add_argument("--verdaccio", type=Path)
    parser.add_argument("--devpi", type=Path)
    parser.add_argument("--requirements", type=Path)
    parser.add_argument("--npm", type=Path, default=Path("npm"))
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--keep-days", type=int, default=400, help="decisions of the 730 days that stay")
    parser.add_argument(
        "--work", type=Path, help="where files are made (default: the folder of temporary files)"
    )
    parser.add_argument(
        "--old", default="", help="the commit to upgrade from (default: before the last migration)"
    )
    parser.add_argument("--project", type=Path)
    parser.add_argument("--scenario", choices=("ci", "ci-addressed", "install"), action="append")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as work:
        _measure(parser, given, Path(work))


def _measure(parser: argparse.ArgumentParser, given: argparse.Namespace, work: Path) -> None:
    match given.what:
        case "throughput":
            program = _program(parser, "--verdaccio", given.verdaccio)
            throughput.main(program, work, times=given.times, seconds=given.seconds)
        case "installs":
            installs.main(work, _subjects(parser, given), times=given.times)
        case "busy":
            npm = _program(parser, "--npm", given.npm)
            busy.main(work, npm, upstream=_configured_npm(), index=_configured_pip())
        case "large":
            if given.requirement is None:
                parser.error("large needs a requirement")
            large.main(work, given.requirement, upstream=_configured_npm(), index=_configured_pip())
        case "tls":
            tls.main(work, times=given.times, seconds=given.seconds)
        case "log":
            log.main(work, given.decisions, given.keep_days)
        case _:
            upgrade.main(work, given.old)


def _subjects(parser: argparse.ArgumentParser, given: argparse.Namespace) -> list[installs.Subject]:
    if given.requirements is not None:
        index = _configured_pip() or PyPI.simple_url
        peer = partial(devpi, _program(parser, "--devpi", given.devpi), index=index)
        return [installs.Subject("pip", given.requirements.resolve(), index, peer)]
    if given.project is None:
        parser.error("installs needs --project or --requirements")
    lock, upstream = given.project.resolve() / "package-lock.json", _configured_npm()
    peer = partial(verdaccio, _program(parser, "--verdaccio", given.verdaccio), upstream=upstream)
    return [installs.Subject(one, lock, upstream, peer) for one in given.scenario or ["ci"]]


def _program(parser: argparse.ArgumentParser, option: str, program: Path | None) -> Path:
    found = None if program is None else shutil.which(program)
    if found is None:
        parser.error(f"there is no program {program or ''}: give it with {option}")
    return Path(found).absolute()


def _configured_npm() -> str:
    asked = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _configured_pip() -> str:
    """The index of pip's configuration; "" for pip's own default."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()


if __name__ == "__main__":
    main()
