"""Measure the gate beside Verdaccio.

    python -m bench.gate throughput --verdaccio PROGRAM
    python -m bench.gate installs --verdaccio PROGRAM --project FOLDER [--scenario ci|ci-addressed|install] [--times N]

PROGRAM is Verdaccio's own (`npm install verdaccio`, then `node_modules/.bin/verdaccio`). `throughput` needs `wrk`, and no network.
FOLDER has a package.json and a package-lock.json; the registry is that of npm's configuration.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from bench.gate import installs, throughput


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("throughput", "installs"))
    parser.add_argument("--verdaccio", type=Path, required=True)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--scenario", choices=("ci", "ci-addressed", "install"), action="append")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    given = parser.parse_args()
    program = given.verdaccio.resolve()
    if not program.exists():
        raise SystemExit(f"there is no {program}: npm install verdaccio")
    with tempfile.TemporaryDirectory() as work:
        if given.what == "throughput":
            throughput.main(program, Path(work), times=given.times, seconds=given.seconds)
            return
        if given.project is None:
            parser.error("installs needs --project")
        asked = subprocess.run(
            ["npm", "config", "get", "registry"], capture_output=True, text=True, check=True
        )
        upstream = asked.stdout.strip()
        scenarios = tuple(given.scenario or ("ci",))
        installs.main(program, Path(work), given.project, upstream, times=given.times, scenarios=scenarios)


if __name__ == "__main__":
    main()
