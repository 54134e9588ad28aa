"""`python -m gauntlet ground [ID ...]`: incidents with the real bytes of good releases, beside the made-up ones.

The archives come by digest from the registries that this machine is configured for, and are kept in the user's cache folder. What is not to
be had is made up, and its row says so. `--write` puts the rows into gauntlet/ground.json and renews the pages; `--pin` writes the digests that
the registries list.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gauntlet.archives import fetch, here, pin, pinned, unpinned
from gauntlet.clients import missing
from gauntlet.ground import Ground, Grounded, Key, before, grounded, wanted
from gauntlet.ground_page import RESULT, headline, row_words
from gauntlet.grounds import GROUNDS
from gauntlet.incident import Incident
from gauntlet.looks import Look, Wanted, looks
from gauntlet.page import write_pages
from gauntlet.replay import Cell, cell
from gauntlet.sums import cell_words

Row = Mapping[str, Any]


def row(ground: Ground, on: Grounded, why: Mapping[Key, str], *, clients: bool) -> Row:
    """Judge the made-up and the real world of an incident. Not to be called in an event loop."""
    return {
        "id": ground.id,
        "old": _judged(ground, ground.incident, (), clients=clients),
        "new": _judged(ground, on.incident, comparable(ground, on), clients=clients),
        "built": [f"{_words(key)} upon {_words(base)}" for key, base in on.built.items()],
        "made_up": [_why(ground, key, why) for key in on.made_up],
    }


def comparable(ground: Ground, on: Grounded) -> tuple[Key, ...]:
    """Return the real releases that are not compared with a made-up one, which says nothing of either."""
    made_up = set(on.made_up)
    return tuple(key for key in on.real if before(ground, key) not in made_up)


def _why(ground: Ground, key: Key, why: Mapping[Key, str]) -> str:
    if key in ground.wrong:
        return f"{_words(key)}: a first release, which has no predecessor"
    return f"{_words(key)}: {why.get(key, 'no digest is pinned')}"


def _words(key: Key) -> str:
    return " ".join(key)


def _judged(ground: Ground, incident: Incident, real: Sequence[Key], *, clients: bool) -> Row:
    # What an attacker took away is not there to be asked about.
    known = {
        (package.name, one.version)
        for package in incident.packages
        for one in package.releases
        if one.withdrawn_at is None
    }
    asked: list[Wanted] = [(*key, True) for key in ground.wrong if key in known]
    good = [(name, version) for name, version in ground.incident.good.items() if (name, version) in known]
    asked += [(*key, False) for key in dict.fromkeys((*good, *real)) if key in known]
    told = looks(incident, asked)
    cells = [
        {"moment": moment, "age": age, "outcome": _outcome(cell(incident, moment, age=age))}
        for moment in (ground.moments if clients else ())
        for age in (False, True)
    ]
    return {"looks": [_look(ground, one) for one in told], "cells": cells}


def _outcome(found: Cell) -> str:
    return cell_words(found) + ("" if found.passed else ", and the last good release did NOT install")


def _look(ground: Ground, look: Look) -> Row:
    kind = "good" if not look.bad else "bad" if ground.wrong[look.name, look.version] else "dependent"
    return {
        "release": f"{look.name} {look.version}",
        "kind": kind,
        "action": look.trouble or look.action.value,
        "evidence": list(look.evidence),
    }


def main(arguments: Sequence[str]) -> int:
    """Fetch, judge, print each row old and new, and maybe keep them. 1 where a good release is not allowed."""
    asked = _asked(arguments)
    logging.disable(logging.CRITICAL)
    if asked.pin:
        _pin()
        return 0
    chosen = [one for one in GROUNDS if not asked.ids or one.incident.id in asked.ids]
    known = {real.key: real for real in pinned()}
    keys = {key for ground in chosen for key in wanted(ground)}
    missed = {**unpinned(), **fetch([known[key] for key in keys if key in known], here())}
    rows = []
    for ground in chosen:
        clients = not asked.analysis and missing(ground.incident.ecosystem) is None
        rows.append(row(ground, grounded(ground, known, here()), missed, clients=clients))
        print("\n".join(row_words(rows[-1])), end="\n\n", flush=True)
        if asked.write:
            _keep(rows)
    print("\n".join(headline(rows)))
    return 1 if any(_alarms(rows)) else 0


def _alarms(rows: Sequence[Row]) -> Iterator[str]:
    for one in rows:
        yield from (
            look["release"]
            for look in one["new"]["looks"]
            if look["kind"] == "good" and look["action"] != "allow"
        )


def _keep(rows: Sequence[Row]) -> None:
    kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else []
    now = {one["id"]: one for one in [*kept, *rows]}
    order = [one.id for one in GROUNDS]
    kept = [now[name] for name in order if name in now]
    RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    write_pages()


def _pin() -> None:
    keys = ((ground, key) for ground in GROUNDS for key in wanted(ground))
    pin(dict.fromkeys((ground.incident.ecosystem, *key) for ground, key in keys))
    print("\n".join(f"{_words(key)}: {why}" for key, why in unpinned().items()), file=sys.stderr)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m gauntlet ground",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="which; all without")
    parser.add_argument("--analysis", action="store_true", help="judge alone: no client installs anything")
    parser.add_argument(
        "--write", action="store_true", help="write the rows to gauntlet/ground.json, and renew the pages"
    )
    parser.add_argument(
        "--pin", action="store_true", help="write the digests that the registries list, and judge nothing"
    )
    return parser.parse_args(arguments)
