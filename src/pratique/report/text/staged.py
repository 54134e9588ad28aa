"""Writes the lines about a staged release for a terminal: its record, the changes since its baseline, and npm's commands."""

from collections.abc import Iterator

from pratique.core.assessment import Target
from pratique.core.policy import Action
from pratique.core.staged import StagedRelease
from pratique.report.parts.escape import escape
from pratique.report.text.diff import comparison
from pratique.report.text.style import Line, Span, Style, line, render, snippet

_MOST_TEXT = 80
_MOST_UNREAD = 5
_MOST_PLAIN = 60


def record(value: StagedRelease | None) -> Iterator[Line]:
    """Yield the lines that say who staged a release, when, and for which dist-tag; none if no release is staged."""
    if value is None:
        return
    told = value.record
    kind = f" ({escape(told.actor_type, most=_MOST_TEXT)})" if told.actor_type else ""
    parts = [
        f"staged {told.staged_at:%Y-%m-%d %H:%M} UTC" if told.staged_at else "staged at an unknown time",
        f"by {escape(told.actor, most=_MOST_TEXT)}{kind}" if told.actor else "by an unknown account",
    ]
    tag = f"dist-tag {escape(told.tag, most=_MOST_TEXT)}" if told.tag else "dist-tag unknown"
    more = [f"access {escape(told.access, most=_MOST_TEXT)}"] if told.access else []
    more += [f"status {escape(told.status, most=_MOST_TEXT)}"] if told.status else []
    yield line("  ", ", ".join((" ".join(parts), tag, *more)))
    yield from map(line, _baseline(value))


def _baseline(value: StagedRelease) -> Iterator[str]:
    if not value.compared_with:
        if value.baseline_why:
            yield f"  no baseline: {escape(value.baseline_why, most=200)}"
        return
    why = f" ({escape(value.baseline_why, most=200)})" if value.baseline_why else ""
    yield f"  compared with {escape(value.compared_with, most=160)}{why}{_publisher(value)}"
    if value.baseline_provenance:
        yield "  the baseline has provenance; the record of a staged release does not state its provenance"


def _publisher(value: StagedRelease) -> str:
    if value.baseline_trusted_publisher:
        return (
            f", published by {escape(value.baseline_trusted_publisher, most=_MOST_TEXT)} (trusted publishing)"
        )
    if value.baseline_publisher:
        return f", published by {escape(value.baseline_publisher, most=_MOST_TEXT)}"
    return ""


def changes(value: StagedRelease | None) -> Iterator[Line]:
    """Yield the lines of the changes since the baseline, as `diff` writes them, or the reason why there are none."""
    if value is None:
        return
    if value.delta is None:
        if value.compared_with:
            yield line(f"  changes not shown: {escape(value.delta_why, most=300)}")
        return
    yield line("")
    yield from comparison(value.delta, value.compared_with, str(value.record.ref))
    for gap in value.delta_unread[:_MOST_UNREAD]:
        yield line(f"  not compared: {escape(gap.path, most=160)}: {escape(gap.why, most=160)}")
    if len(value.delta_unread) > _MOST_UNREAD:
        yield line(f"  and {len(value.delta_unread) - _MOST_UNREAD} more (`--format json` lists all)")
    yield line("")


def commands(value: StagedRelease | None, action: Action) -> Iterator[Line]:
    """Yield npm's commands that decide about a staged release. A blocked release gets only the command that rejects it."""
    if value is None:
        return
    if action is Action.BLOCK:
        yield line(Span("Next: ", Style.STRONG), "delete the staged release with npm:")
        yield snippet(f"  {escape(value.reject)}")
        return
    yield line(
        Span("Next: ", Style.STRONG), "publish or delete the staged release with npm, after your review:"
    )
    yield snippet(f"  {escape(value.approve)}")
    yield snippet(f"  {escape(value.reject)}")


def plain(value: Target) -> tuple[str, ...]:
    """Return all lines about a staged release without colour, escaped, for formats of CI systems; empty if none is staged."""
    if value.staged is None:
        return ()
    # Without a verdict, nobody may be advised to approve.
    action = value.worst.verdict.action if value.worst is not None else Action.BLOCK
    found = [*record(value.staged), *changes(value.staged)]
    lines = [text for text in render(found, colour=False).splitlines() if text.strip()]
    more = (
        [f"and {len(lines) - _MOST_PLAIN:,} more lines in the full report"]
        if len(lines) > _MOST_PLAIN
        else []
    )
    last = render(list(commands(value.staged, action)), colour=False).splitlines()
    return (f"{escape(value.name, most=300)}, staged", *lines[:_MOST_PLAIN], *more, *last)
