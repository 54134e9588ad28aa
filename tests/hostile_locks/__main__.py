"""Run the suite and print its table; exit code 1 where a mechanism is missed."""

import argparse
import resource
import sys
import tempfile
from pathlib import Path

from tests.hostile_locks.patching import CLIENTS_THAT_PATCH, harmless
from tests.hostile_locks.running import Row, Suite, chosen
from tests.hostile_locks.scene import NoChangeError
from tests.hostile_locks.table import MECHANISMS
from tests.hostile_locks.world import World


def main() -> int:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_locks", description=__doc__)
    parser.add_argument("--client", action="append", default=[])
    parser.add_argument("--mechanism", action="append", default=[])
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="also print what was said of what is missed"
    )
    options = parser.parse_args()
    rows: list[Row] = []
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="hostile-locks-") as folder, World.build() as world:
        suite = Suite(Path(folder), world)
        for client in chosen(options.client):
            if client.program is None:
                _say(f"{client.id}: skipped, not installed here")
                continue
            since, as_new = suite.honest(client)
            _say(f"{client.id}: honest project: since {since.code}, new {as_new.code}")
            if (since.code, as_new.code) != (0, 0):
                wrong += 1
                _say(since.out, as_new.out)
            if client.format in CLIENTS_THAT_PATCH:
                since, as_new = suite.control(harmless, client)
                _say(f"{client.id}: harmless patch: since {since.code}, new {as_new.code}")
                if (since.code, as_new.code) != (0, 0):
                    wrong += 1
                    _say(since.out, as_new.out)
            for mechanism in MECHANISMS:
                if client.format not in mechanism.formats or (
                    mechanism.clients and client.id not in mechanism.clients
                ):
                    continue
                if options.mechanism and mechanism.name not in options.mechanism:
                    continue
                try:
                    row = suite.row(mechanism, client)
                except NoChangeError as error:
                    wrong += 1
                    _say(f"{client.id} {mechanism.name}: nothing to change: {error}")
                    continue
                rows.append(row)
                _print(row, verbose=options.verbose)
    missed = [row for row in rows if row.missed]
    installed = [row for row in rows if row.installed_by]
    names = {row.mechanism.name for row in rows}
    _say(
        f"{len(names)} mechanisms, {len(rows)} cells, {len(installed)} install unjudged bytes, "
        f"{len(missed)} of them missed, {len(rows) - len(installed)} refused by the client; "
        f"{wrong} wrong; {_cpu_s():.0f} s of CPU"
    )
    return 1 if missed or wrong or not rows else 0


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of all that it ran."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _print(row: Row, *, verbose: bool) -> None:
    state = f"MISSED by {row.missed}" if row.missed else ("caught" if row.installed_by else "refused")
    _say(
        f"{row.client.id:10} {row.mechanism.name:32} {row.mechanism.idea:8} {row.installed_by or '-':7} "
        f"since {row.since.code} new {row.as_new.code}  {state}",
    )
    if verbose:
        _say(row.client_out, "--- since\n", row.since.out, "--- new\n", row.as_new.out)


if __name__ == "__main__":
    sys.exit(main())
