"""Two states of the product over the same samples, as one table that fits into the body of a commit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.inspect.code_size import CodeSize
from bench.inspect.printing import percent
from bench.inspect.rates import wilson
from bench.inspect.rows import BLOCK, HOLD, NOTE, Row

ALLOW = "allow"
MOST_LINES = 25
WIDTH = 100
_NAMED_RULES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One state: its name, what it said of each sample, by set and digest, and the size of its analysis."""

    name: str
    rows: Mapping[tuple[str, str], Row]
    size: CodeSize
    kept: bool = False
    """Whether the rows are those of an earlier run."""


@dataclass(frozen=True, slots=True)
class Change:
    """A sample that the two states judge differently."""

    row: Row
    was: str
    now: str
    rules: tuple[str, ...]
    """What speaks for the graver of the two actions."""
    family: str = ""

    def __str__(self) -> str:
        kind = f"family {self.family}" if self.family else self.row.set
        rules = f" ({', '.join(self.rules)})" if self.rules else ""
        return f"{kind} {self.row.name} {self.row.version}: {self.was} -> {self.now}{rules}"


def changes(base: Side, now: Side, families: Mapping[str, str]) -> tuple[Change, ...]:
    """Each sample whose action differs. Samples that a state did not judge are left out."""
    found = []
    for key in sorted(_judged(base) & _judged(now)):
        old, new = base.rows[key], now.rows[key]
        if old.action != new.action:
            graver = max(old, new, key=lambda row: _GRAVITY[row.action])
            found.append(Change(new, old.action, new.action, stopping(graver), families.get(key[1], "")))
    return tuple(found)


def missed(side: Side, families: Mapping[str, str]) -> list[str]:
    """Name each family that is allowed."""
    allowed = (row for row in side.rows.values() if row.sha256 in families and row.action == ALLOW)
    return [f"missed: family {families[row.sha256]} {row.name} {row.version}" for row in allowed]


def stopping(row: Row) -> tuple[str, ...]:
    """The rules that stop a sample by themselves, and what else the law says."""
    return tuple(name for name, what in row.rules.items() if what != NOTE)[:_NAMED_RULES]


def table(base: Side, now: Side, families: Mapping[str, str], header: Sequence[str]) -> list[str]:
    """Return the table: at most `MOST_LINES` lines. `families` has the digest of each malicious sample."""
    common = _judged(base) & _judged(now)
    lines = [*header, *_row("", base.name, now.name)]
    bad = sorted(key for key in common if key[1] in families)
    for word, actions in (("held or blocked", _STOPS), ("blocked", {BLOCK})):
        was, is_ = (_hits(side, bad, actions) for side in (base, now))
        lines += _row(f"families {word}", *(share(hits, len(bad)) for hits in (was, is_)))
        if not _within(was, is_, len(bad)):
            lines += [f"  families {word}: the step is beyond the interval"]
    for set_ in sorted({key[0] for key in common if key[1] not in families}):
        keys = [key for key in common if key[0] == set_]
        cells = [
            f"{_hits(side, keys, _STOPS)} / {_hits(side, keys, {BLOCK})} of {len(keys)}"
            for side in (base, now)
        ]
        lines += _row(f"{set_} held / blocked", *cells)
    lines += _row("CPU seconds", *(_cpu(side, common) for side in (base, now)))
    lines += _row(
        "analysis: lines, tokens", *(f"{side.size.lines:,}, {side.size.tokens:,}" for side in (base, now))
    )
    held = [
        now.rows[key] for key in sorted(common) if key[1] not in families and now.rows[key].action in _STOPS
    ]
    names = [f"{row.name} {row.version} ({', '.join(stopping(row))})" for row in held]
    lines += wrapped("benign held now: ", names, 4)
    room = MOST_LINES - len(lines) - 1
    changed = changes(base, now, families)
    lines += [f"changed: {len(changed)}"]
    return lines + _cut([f"  {one}" for one in changed], room)


def share(hits: int, count: int) -> str:
    """Return `97 of 150 = 64.7 % (56.7-71.9)`, with the 95 % interval (Wilson)."""
    if not count:
        return "none"
    low, high = wilson(hits, count)
    return f"{hits} of {count} = {percent(hits / count)} ({low * 100:.1f}-{high * 100:.1f})"


def wrapped(head: str, words: Sequence[str], most: int) -> list[str]:
    """Return the words on at most so many lines of `WIDTH`; what does not fit is counted."""
    lines, rest = [head], list(words or ["none"])
    while rest:
        word = rest[0] + (", " if len(rest) > 1 else "")
        if len(lines[-1]) + len(word) > WIDTH and lines[-1].strip() and lines[-1] != head:
            if len(lines) == most:
                return [*lines[:-1], f"{lines[-1]}and {len(rest)} more"]
            lines.append("  ")
        lines[-1] += word
        rest.pop(0)
    return [line.rstrip() for line in lines]


def _row(name: str, *cells: str) -> list[str]:
    return [f"{name:34}" + "".join(f"{cell:33}" for cell in cells).rstrip()]


def _cut(lines: list[str], room: int) -> list[str]:
    return lines if len(lines) <= room else [*lines[: room - 1], f"  and {len(lines) - room + 1} more"]


def _hits(side: Side, keys: Iterable[tuple[str, str]], actions: Iterable[str]) -> int:
    return sum(side.rows[key].action in actions for key in keys)


def _within(was: int, is_: int, count: int) -> bool:
    low, high = wilson(was, count)
    return not count or low <= is_ / count <= high


def _cpu(side: Side, keys: Iterable[tuple[str, str]]) -> str:
    return f"{sum(side.rows[key].cpu_s for key in keys):.1f}" + (" (earlier run)" if side.kept else "")


def _judged(side: Side) -> set[tuple[str, str]]:
    return {key for key, row in side.rows.items() if row.action}


_STOPS = frozenset((HOLD, BLOCK))
_GRAVITY = {ALLOW: 0, HOLD: 1, BLOCK: 2}


def by_key(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, str], Row]]:
    """Rows by set and digest."""
    return (((row.set, row.sha256), row) for row in rows)
