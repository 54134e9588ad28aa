"""Writes waivers as lines to paste into `pratique.toml`."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pratique.core.gap import Gap
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.reading import Since

_PLAIN = " ._@/:+~=-(),;%"
_FEWEST_DAYS = 90
_OPEN = (
    'reason = ""      # why the finding is acceptable, and who reviewed it',
    'owner = ""       # the responsible person',
    "expires =        # a date, such as 2027-01-31",
)


def lines(ref: ReleaseRef, rule: str) -> tuple[str, ...]:
    """Return a waiver with an empty reason, owner and expiry."""
    return (*_head(ref, rule), *_OPEN)


def filled(ref: ReleaseRef, gaps: Sequence[Gap], now: datetime | None) -> tuple[str, ...]:
    """Return complete waivers for the gaps; empty if no waiver can accept them.

    The waivers expire at the end of the quarter that contains the ninetieth day from now. Without `now`, the expiry
    is empty.
    """
    written: list[str] = []
    for rule in dict.fromkeys(gap.waivable for gap in gaps if gap.waivable is not None):
        found = [gap for gap in gaps if gap.waivable is rule]
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        written += ["", *_head(ref, rule.value)] if written else _head(ref, rule.value)
        written += [
            f"reason = {quoted(f'accepted: {found[0].words[:200]}{more}')}",
            'owner = "your name"',
            f"expires = {_end(now).isoformat()}" if now is not None else _OPEN[2],
        ]
    return tuple(written)


def where(since: Since | None, base: str) -> str:
    """Return a phrase that states which file a waiver must be in.

    `base` is the name of the base that the change is compared with.
    """
    if since is None:
        return "in the settings of the user or the organisation; the project's own file has no effect"
    return f"in pratique.toml of {base}, merged before this change; the change's own file has no effect"


def quoted(text: str) -> str:
    """Return a basic string of TOML 1.0 in ASCII, with escapes."""
    return "".join(map(_toml, text[:300])).join('""')


def _head(ref: ReleaseRef, rule: str) -> tuple[str, ...]:
    exact = "==" if ref.package.ecosystem is Ecosystem.PYPI else ""
    return (
        "[[waivers]]",
        f"rule = {quoted(rule)}",
        f"package = {quoted(f'{ref.package.ecosystem.value}:{ref.package.name}')}",
        f"versions = {quoted(exact + ref.version)}",
    )


def _end(now: datetime) -> date:
    last = now.date() + timedelta(days=_FEWEST_DAYS)
    following = (last.month - 1) // 3 * 3 + 4
    year, month = (last.year, following) if following <= 12 else (last.year + 1, 1)
    return date(year, month, 1) - timedelta(days=1)


def _toml(character: str) -> str:
    if character.isascii() and (character.isalnum() or character in _PLAIN):
        return character
    # A name that is not in the machine's encoding has halves of pairs, which TOML has no escape for.
    code_point = 0xFFFD if "\ud800" <= character <= "\udfff" else ord(character)
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else f"\\U{code_point:08x}"
