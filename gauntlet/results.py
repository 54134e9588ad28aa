"""Read and write what replays found: gauntlet/replays.json, which docs/explanation/gauntlet.md is made of.

The file has one entry an incident: its cells, what the other verbs say, who was named, and the commit that was replayed. A run of a
few incidents replaces their entries and leaves the others.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from gauntlet.incidents import INCIDENTS
from gauntlet.looks import Look
from gauntlet.replay import MOMENTS, Cell, Outcome, Replay
from gauntlet.sink import Trial
from gauntlet.warned import Warned
from pratique.core.history import Weight
from pratique.core.policy import Action

RESULT = Path(__file__).resolve().parent / "replays.json"
_NOT_KEPT = {"reasons", "words"}
"""What a console shows of a cell, and no page."""
_BY_ID = {incident.id: incident for incident in INCIDENTS}


def read(path: Path = RESULT) -> tuple[tuple[Replay, ...], tuple[Trial, ...]]:
    """Return the replays in the order of their incidents, and the trials of the token; both empty where there is no file."""
    if not path.exists():
        return (), ()
    kept = json.loads(path.read_text(encoding="utf-8"))
    replays = tuple(_replay(name, kept["incidents"][name]) for name in _BY_ID if name in kept["incidents"])
    return replays, tuple(Trial(**one) for one in kept["token"])


def write(
    replays: Iterable[Replay], *, commit: str, tokens: Iterable[Trial] = (), path: Path = RESULT
) -> None:
    """Put cells and looks in the place of those that the file has of the same incidents, and trials in the place of all trials."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"incidents": {}, "token": []}
    for one in replays:
        entry = kept["incidents"].setdefault(one.incident.id, {"cells": [], "looks": [], "warned": None})
        cells = {(cell["moment"], cell["age"]): cell for cell in entry["cells"]}
        cells |= {(cell.moment, cell.age): _kept(cell, commit) for cell in one.cells}
        order = [(moment, age) for age in (False, True) for moment in MOMENTS]
        entry["cells"] = [cells[key] for key in order if key in cells]
        entry["looks"] = [_kept(look, commit) for look in one.looks] or entry["looks"]
        entry["warned"] = _kept(one.warned, commit) if one.warned is not None else entry["warned"]
    if trials := [asdict(one) for one in tokens]:
        kept["token"] = trials
    kept["incidents"] = {name: kept["incidents"][name] for name in _BY_ID if name in kept["incidents"]}
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def commits(path: Path = RESULT) -> Mapping[str, int]:
    """Return how many cells were replayed at which commit."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"incidents": {}}
    return Counter(cell["commit"] for one in kept["incidents"].values() for cell in one["cells"])


def _kept(part: Cell | Look | Warned, commit: str) -> Mapping[str, Any]:
    told = {name: value for name, value in asdict(part).items() if name not in _NOT_KEPT}
    return {**_plain(told), "commit": commit}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _replay(name: str, kept: Mapping[str, Any]) -> Replay:
    return Replay(
        incident=_BY_ID[name],
        cells=tuple(_cell(one) for one in kept["cells"]),
        looks=tuple(_look(one) for one in kept["looks"]),
        warned=_warned(kept["warned"]) if kept["warned"] else None,
    )


def _of(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in kept.items() if name != "commit"}


def _cell(kept: Mapping[str, Any]) -> Cell:
    more = {
        "evidence": tuple(kept["evidence"]),
        "reasons": (),
        "words": "",
        "outcome": Outcome(kept["outcome"]),
    }
    return Cell(**{**_of(kept), **more})


def _look(kept: Mapping[str, Any]) -> Look:
    marks = tuple((signal, Weight(weight)) for signal, weight in kept["marks"])
    evidence = tuple(kept["evidence"])
    return Look(**{**_of(kept), "action": Action(kept["action"]), "evidence": evidence, "marks": marks})


def _warned(kept: Mapping[str, Any]) -> Warned:
    times = {
        name: datetime.fromisoformat(kept[name]) if kept[name] else None
        for name in ("reported_at", "advised_at", "named_at")
    }
    lists = {name: tuple(kept[name]) for name in ("got", "named", "listed")}
    return Warned(**{**_of(kept), **lists, **times})
