"""Run the suite and print its table; exit code 1 where a mechanism is missed."""

import argparse
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TextIO

from tests.hostile_locks.clients import Client
from tests.hostile_locks.mechanism import Mechanism
from tests.hostile_locks.patching import CLIENTS_THAT_PATCH, harmless
from tests.hostile_locks.running import Suite, chosen
from tests.hostile_locks.scene import NoChangeError, NotLockedError
from tests.hostile_locks.table import MECHANISMS
from tests.hostile_locks.world import World

_STATES = ("cells", "caught", "refused", "stopped", "missed", "wrong")


def main() -> int:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_locks", description=__doc__)
    parser.add_argument("--client", action="append", default=[])
    parser.add_argument("--mechanism", action="append", default=[])
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="also print what the client and the checks said"
    )
    parser.add_argument(
        "--all-installs",
        action="store_true",
        help="also run the clients where both checks end with an exit code that is not 0",
    )
    options = parser.parse_args()
    total, names = Counter[str](), set[str]()
    with tempfile.TemporaryDirectory(prefix="hostile-locks-") as folder, World.build() as world:
        suite = Suite(Path(folder), world)
        for client in chosen(options.client):
            if client.program is None:
                _say(f"{client.id:10} skipped, not installed here")
                continue
            before = _cpu_s()
            counts = _honest(suite, client)
            for mechanism in _of(client, options.mechanism):
                names.add(mechanism.name)
                brief = not (options.all_installs or options.client or options.mechanism)
                counts += _cell(suite, mechanism, client, brief=brief, verbose=options.verbose)
            _say(f"{client.id:10} {_counted(counts)}; {_cpu_s() - before:.0f} s of CPU")
            total += counts
    _say(f"{len(names)} mechanisms, {_counted(total)}; {_cpu_s():.0f} s of CPU")
    return 1 if total["missed"] or total["wrong"] or not names else 0


def _of(client: Client, names: Collection[str]) -> Iterator[Mechanism]:
    """Yield the mechanisms of a client that have one of these names, or all."""
    for mechanism in MECHANISMS:
        known = client.format in mechanism.formats and client.id in (mechanism.clients or {client.id})
        if known and mechanism.name in (names or {mechanism.name}):
            yield mechanism


def _honest(suite: Suite, client: Client) -> Counter[str]:
    """Judge the honest project, and a harmless patch of it: whatever stops them is wrong."""
    answers = {"the honest project": suite.honest(client)}
    if client.format in CLIENTS_THAT_PATCH:
        answers["a harmless patch"] = suite.control(harmless, client)
    wrong = {what: found for what, found in answers.items() if any(one.code for one in found)}
    for what, (since, as_new) in wrong.items():
        _say(f"{client.id:10} {what}: since {since.code}, new {as_new.code}", since.out, as_new.out)
    return Counter(wrong=len(wrong))


def _cell(suite: Suite, mechanism: Mechanism, client: Client, *, brief: bool, verbose: bool) -> Counter[str]:
    try:
        row = suite.row(mechanism, client, only_where_clear=brief)
    except NoChangeError as error:
        _say(f"{client.id:10} {mechanism.name:32} nothing to change: {error}")
        return Counter(wrong=1)
    except NotLockedError as error:
        _say(f"{client.id:10} {mechanism.name:32} {mechanism.idea:8} refused, not locked", to=sys.stderr)
        if verbose:
            _say(str(error))
        return Counter(cells=1, refused=1)
    line = (
        f"{client.id:10} {mechanism.name:32} {mechanism.idea:8} {row.installed_by or '-':7} "
        f"since {row.since.code} new {row.as_new.code}  {f'MISSED by {row.missed}' if row.missed else row.state}"
    )
    # Misses are the result; what else there is shows how far the run is.
    _say(line, to=sys.stdout if row.missed else sys.stderr)
    if verbose:
        _say(row.client_out, "--- since\n", row.since.out, "--- new\n", row.as_new.out)
    return Counter(cells=1) + Counter({row.state: 1})


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in _STATES)


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of all that it ran."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _say(*lines: str, to: TextIO = sys.stdout) -> None:
    to.write("".join(f"{line}\n" for line in lines))
    to.flush()


if __name__ == "__main__":
    sys.exit(main())
