"""The sentences about one sighting: when it was there, who added it, and how it got in."""

from collections.abc import Iterator

from pratique.report.parts.counts import moment, plural
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Basis, Change, Contact, Sighting

_MOST_BRANCHES = 5
_MOST_THROUGH = 12
_COMMIT = 12


def where(sighting: Sighting) -> str:
    """Return the place with the path in it."""
    if not sighting.inside:
        return sighting.place
    name, colon, line = sighting.inside.rpartition(":")
    if sighting.place.rpartition("/")[2] == (name or line):
        return f"{sighting.place}:{line}" if colon else sighting.place
    joint = "" if sighting.place.endswith("/") else "/"
    return (
        f"{sighting.place}{joint}{sighting.inside}"
        if sighting.place.startswith(("/", "."))
        else f"{sighting.place}: {sighting.inside}"
    )


def story(sighting: Sighting, exposure: Exposure) -> tuple[str, ...]:
    """Return the sentences about a sighting, without their final full stops. Texts of the place are not escaped."""
    return tuple(_sentences(sighting, exposure))


def _sentences(one: Sighting, exposure: Exposure) -> Iterator[str]:
    if one.through:
        more = len(one.through) - _MOST_THROUGH
        yield f"dependency path: {' > '.join(one.through[:_MOST_THROUGH])}{f' > ({more} more)' if more > 0 else ''}"
    if one.brought is not None:
        yield f"added {_change(one.brought)}"
    if one.removed is not None:
        yield f"removed {_change(one.removed)}"
    yield from filter(None, (_times(one), _window(one, exposure)))
    if one.who:
        yield f"by {one.who}{' (a shared account: it names no person)' if one.shared else ''}"
    if one.branches:
        yield _branches(one.branches)
    if one.count > 1:
        yield plural(one.count, "time")
    if one.digests and one.basis is Basis.DIGEST:
        digest = one.digests[0]
        yield f"the bytes match: {digest.algorithm} {digest.hex[:_COMMIT]}..."
    if one.note:
        yield one.note.removesuffix(".")


def _window(one: Sighting, exposure: Exposure) -> str:
    within = exposure.in_window(one) if one.contact > Contact.LOCKED else None
    if within is None:
        return ""
    return f"{'in' if within else 'outside'} the time in which the registry offered the release"


def _branches(branches: tuple[str, ...]) -> str:
    more = len(branches) - _MOST_BRANCHES
    shown = ", ".join(branches[:_MOST_BRANCHES]) + (f" and {more:,} more" if more > 0 else "")
    return f"{'branches' if len(branches) > 1 else 'branch'} {shown}"


def _times(one: Sighting) -> str:
    parts = []
    if one.first is not None and (one.brought is None or one.brought.at != one.first):
        parts.append(f"first seen {moment(one.first)}")
    if one.last is not None and one.last != one.first and (one.removed is None or one.removed.at != one.last):
        parts.append(f"last seen {moment(one.last)}")
    if one.current is not None:
        parts.append("still there" if one.current else "no longer there")
    return ", ".join(parts)


def _change(change: Change) -> str:
    subject = f": {change.subject}" if change.subject else ""
    return f"{moment(change.at)} by {change.author or 'an unknown author'} in commit {change.commit[:_COMMIT]}{subject}"
