"""`python -m gauntlet [ID ...] [--moment M] [--write]`: replay incidents through a gate whose clock moves."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gauntlet.clients import missing
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.page import page, sums, table
from gauntlet.replay import MOMENTS, replay

_PAGE = Path(__file__).resolve().parent.parent / "docs/gauntlet.md"


def main(arguments: Sequence[str] | None = None) -> int:
    known = {incident.id: incident for incident in INCIDENTS}
    parser = argparse.ArgumentParser(prog="python -m gauntlet", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help=f"which; all without: {', '.join(known)}")
    parser.add_argument("--moment", action="append", choices=list(MOMENTS), help="only so long after")
    parser.add_argument("--write", action="store_true", help="write docs/gauntlet.md of what is replayed")
    asked = parser.parse_args(arguments)
    if strange := [name for name in asked.ids if name not in known]:
        parser.error(f"no incident is called {', '.join(strange)}: {', '.join(known)}")
    if asked.write and asked.moment:
        parser.error("--write replays all moments")
    chosen: list[Incident] = [known[name] for name in asked.ids] or list(INCIDENTS)
    if lacking := {program for one in chosen if (program := missing(one.ecosystem))}:
        parser.error(f"not installed here: {', '.join(sorted(lacking))}")
    replays = []
    for incident in chosen:
        print(f"replaying {incident.id}", file=sys.stderr, flush=True)
        replays.append(replay(incident, moments=asked.moment or MOMENTS))
        print(table(replays[-1:]), end="\n\n", flush=True)
        if asked.write:
            # After each, so that a run that is ended leaves a page that is true of what was replayed.
            _PAGE.write_text(page(replays, written=list(known)), encoding="utf-8")
    print("\n".join(sums(replays)))
    return 0 if all(cell.passed for one in replays for cell in one.cells) else 1


if __name__ == "__main__":
    raise SystemExit(main())
