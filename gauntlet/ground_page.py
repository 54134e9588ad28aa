"""The part of docs/explanation/gauntlet.md about real ground, made of gauntlet/ground.json."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gauntlet.grounds import GROUNDS

RESULT = Path(__file__).resolve().parent / "ground.json"
HEAD = "## On real ground"
_NEXT = "\n## "
_SHIPPED = (
    "Differences that all of them have: modes and times of files, what the registry itself adds to a manifest, and that an empty package of"
    " ours answers each dependency that the record leaves out. A wheel has no source distribution beside it. All addresses end in"
    " `.invalid`, and a marker is in place of each payload."
)
_ABOUT = """The table further down has small packages of ours. Here each bad release is built upon the bytes of its real predecessor, in the form
that the record has, and the real releases before and after it are judged beside it; all of them must be allowed. The archives come by digest
(`gauntlet/pinned.json`) from the registries that the machine is configured for; `make gauntlet` fetches them into the user's cache folder, and
none is in this repository. What a registry does not have, or does not give, is made up, and its row says so.

    python -m gauntlet ground                # all; a release that is not available is made up, and named
    python -m gauntlet ground axios-2026     # one
    python -m gauntlet ground --analysis     # without the clients
    python -m gauntlet ground --write        # this section

The first figures are with the cooldown (the age rule) off. They count what analysis, history and the advisories of that hour stop by themselves, an hour after each
release. An advisory that stops what nothing else does is marked, and does not count. *Old* are the made-up packages, *new* the real
ones, judged by the same code in the same run. An incident counts as stopped where every bad release is held or blocked and no install
gets one, or what leads to one. To add an incident, add its row to `gauntlet/grounds.py`, then run `python -m gauntlet ground --pin`,
which writes down the digests that the registries list."""


def _bad(side: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [look for look in side["looks"] if look["kind"] == "bad"]


def _stopped(look: Mapping[str, Any]) -> bool:
    return look["action"] in {"hold", "block"}


def all_stopped(side: Mapping[str, Any]) -> bool:
    """Whether every bad release is held or blocked, and no client got it or what leads there, with the age rule off."""
    cells = (cell["outcome"].startswith("stopped") for cell in side["cells"] if not cell["age"])
    return all(map(_stopped, _bad(side))) and all(cells)


def is_real(row: Mapping[str, Any]) -> bool:
    """Whether a bad release of it is built upon real bytes."""
    return bool(row["built"])


def headline(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What was stopped with the age rule off, beside it what was with it, and which good releases were allowed."""
    for name, chosen in (
        ("upon real predecessors", [one for one in rows if is_real(one)]),
        ("upon made-up ones, as the real ones are not to be had", [one for one in rows if not is_real(one)]),
    ):
        if not chosen:
            continue
        said = [_counted(chosen, side) for side in ("new", "old")]
        yield f"{name}, age off: {said[0]}; old: {said[1]}"
        cells = [cell for one in chosen for cell in one["new"]["cells"]]
        for age in (False, True):
            some = [cell["outcome"] for cell in cells if cell["age"] is age]
            if some:
                good = sum(outcome.startswith("stopped") for outcome in some)
                yield f"  installs by npm, pip or gem that got neither a bad release nor what leads to it, age {'on' if age else 'off'}: {good} of {len(some)}"
    good = [look for one in rows for look in one["new"]["looks"] if look["kind"] == "good"]
    held = [
        f"{one['release']} ({one['action']}: {', '.join(one['evidence'])})"
        for one in good
        if one["action"] != "allow"
    ]
    yield f"good releases allowed: {len(good) - len(held)} of {len(good)}{': not ' if held else ''}{'; '.join(held)}"


def _counted(rows: Sequence[Mapping[str, Any]], side: str) -> str:
    whole = sum(all_stopped(one[side]) for one in rows)
    bad = [look for one in rows for look in _bad(one[side])]
    return f"{whole} of {len(rows)} incidents stopped, {sum(map(_stopped, bad))} of {len(bad)} bad releases held or blocked"


def row_words(row: Mapping[str, Any]) -> Iterator[str]:
    """A row for a console: old, then new."""
    yield row["id"]
    for side in ("old", "new"):
        yield f"  {side}: {_clients(row[side]) or 'no client'}"
        for look in row[side]["looks"]:
            evidence = f" ({', '.join(look['evidence'])})" if look["evidence"] else ""
            yield f"    {look['kind']:<4} {look['release']}: {look['action']}{evidence}"
    yield from (f"  {text}" for text in row["built"])
    yield from (f"  MADE UP: {text}" for text in row["made_up"])


def _clients(side: Mapping[str, Any]) -> str:
    return ", ".join(
        f"+{cell['moment']} age {'on' if cell['age'] else 'off'} {cell['outcome']}" for cell in side["cells"]
    )


def ground_section(rows: Sequence[Mapping[str, Any]] | None = None) -> Iterator[str]:
    """The section; none where there are no rows."""
    kept = json.loads(RESULT.read_text(encoding="utf-8")) if rows is None and RESULT.exists() else rows
    if kept:
        yield "\n".join(
            [HEAD, "", _ABOUT, "", *(f"- {line.strip()}" for line in headline(kept)), "", *_table(kept)]
        )


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| incident | | bad releases and doors, age off | good ones | clients |"
    yield "| --- | --- | --- | --- | --- |"
    for one in rows:
        for side in ("old", "new"):
            wrong = [look for look in one[side]["looks"] if look["kind"] != "good"]
            good = [look for look in one[side]["looks"] if look["kind"] == "good"]
            held = [look for look in good if look["action"] != "allow"]
            allowed = (
                f"{len(good) - len(held)} of {len(good)} allowed{': not ' if held else ''}{_short(held)}"
            )
            kind = side if side == "old" or is_real(one) else "new, upon a made-up one"
            yield f"| {one['id']} | {kind} | {_short(wrong)} | {allowed} | {_clients(one[side])} |"
    yield ""
    yield _SHIPPED
    yield ""
    for one in rows:
        yield f"- {one['id']}: {'; '.join(one['built']) or 'nothing upon real bytes'}. Differs from the record: {one['differs']}."
        if one["made_up"]:
            yield f"  Made up: {'; '.join(one['made_up'])}."
    done = {one["id"] for one in rows}
    if left := [one.id for one in GROUNDS if one.id not in done]:
        yield f"- Written, and not judged for this page: {', '.join(left)}."


def _short(looks: Sequence[Mapping[str, Any]]) -> str:
    """Releases and what was said of them; those of one package with the same answer together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for look in looks:
        name, _, version = look["release"].rpartition(" ")
        strongest = f" ({', '.join(look['evidence'][:3])})" if look["evidence"] else ""
        said = f"{' (door)' if look['kind'] == 'door' else ''} {look['action']}{strongest}"
        groups.setdefault((name, said), []).append(version)
    return "; ".join(f"{name} {', '.join(versions)}{said}" for (name, said), versions in groups.items())


def spliced(page: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The page with this section in the place of the one that it has, or before its first other section."""
    section = "\n".join(ground_section(rows))
    start = page.find(f"\n{HEAD}\n")
    first = page.index(_NEXT) if start < 0 else start
    rest = page.find(_NEXT, first + 1) if start >= 0 else first
    return f"{page[:first]}\n{section}\n{page[rest:]}"
