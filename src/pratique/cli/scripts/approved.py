"""Reads which install scripts are approved, from the records beside lockfiles.

For a change, the records of the target branch decide: a change, such as a pull request, cannot approve its own scripts.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.cli.project import locate
from pratique.cli.scripts import record
from pratique.cli.scripts.record import Entry
from pratique.errors import ParseError

OF_THE_CHANGE = "this change edits the record of install scripts, which is effective only after the merge"
_MOST_NAMED = 20

Read = Callable[[str], bytes | None]
"""Returns the bytes of a file of the project; None if it does not exist. Raises ParseError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The approved install scripts of a project, or of the target branch of a change."""

    artifacts: frozenset[tuple[str, str]] | None = None
    """The approved artifacts, as (package URL and `@VERSION`, digest); None if there is no record."""
    by_change: frozenset[tuple[str, str]] = frozenset()
    """The artifacts that only the records of the change approve."""
    problems: tuple[str, ...] = ()
    """A sentence for each record that cannot be read."""
    changes: tuple[tuple[str, str], ...] = ()
    """The path of each record that the change edits, and what it changes."""


def approved_scripts(root: Path, locks: Iterable[str], *, branch: Read | None = None) -> Approved:
    """Return the approved scripts. `locks` are the paths of the lockfiles, relative to `root`.

    With `branch`, which reads a file of the target branch, the records of the branch decide, and the edits of the change are returned.
    """
    on_disk = _Records.of(locks, lambda path: _on_disk(root, path))
    if branch is None:
        return Approved(artifacts=on_disk.approved, problems=on_disk.problems)
    before = _Records.of(locks, branch)
    if not before.entries and not on_disk.entries:
        return Approved()
    artifacts = before.approved or frozenset()
    return Approved(
        artifacts=artifacts,
        by_change=(on_disk.approved or frozenset()) - artifacts,
        problems=before.problems,
        changes=tuple(_changes(before, on_disk)),
    )


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of one state of the project. An unreadable record has no entries."""

    entries: dict[str, tuple[Entry, ...]]
    problems: tuple[str, ...]

    @classmethod
    def of(cls, locks: Iterable[str], read: Read) -> "_Records":
        entries: dict[str, tuple[Entry, ...]] = {}
        problems: list[str] = []
        for folder in sorted({posixpath.dirname(path) for path in locks}):
            path = posixpath.join(folder, record.FILENAME)
            try:
                data = read(path)
                if data is None:
                    continue
                entries[path] = record.parse(data, path)
            except ParseError as error:
                entries[path] = ()
                problems.append(f"{error.message}; no install script counts as approved")
        return cls(entries, tuple(problems))

    @property
    def approved(self) -> frozenset[tuple[str, str]] | None:
        if not self.entries:
            return None
        return frozenset(
            (_named(one), one.digest) for entries in self.entries.values() for one in entries if one.approved
        )


def _named(entry: Entry) -> str:
    return f"{entry.package}@{entry.version}"


def _on_disk(root: Path, path: str) -> bytes | None:
    return locate.from_disk(root)(path) if (root / path).exists() else None


def _changes(before: _Records, after: _Records) -> Iterator[tuple[str, str]]:
    """Yield what the change edits in each record."""
    for path in sorted({*before.entries, *after.entries}):
        old, new = before.entries.get(path, ()), after.entries.get(path, ())
        broken = next((text for text in after.problems if path in text), None)
        edits = [broken] if broken else list(_edits(old, new))
        if path not in after.entries:
            edits = ["removes the record"]
        if edits:
            more = f" and {len(edits) - _MOST_NAMED} more edits" if len(edits) > _MOST_NAMED else ""
            yield path, f"{OF_THE_CHANGE}: {', '.join(edits[:_MOST_NAMED])}{more}"


def _edits(old: Iterable[Entry], new: Iterable[Entry]) -> Iterator[str]:
    was, now = {one.key: one for one in old}, {one.key: one for one in new}
    for key in sorted({*was, *now}):
        before, after = was.get(key), now.get(key)
        if after is None:
            assert before is not None
            yield f"removes {'the approval' if before.approved else 'the denial'} of {_named(before)}"
        elif before is None or _decides(before) != _decides(after):
            yield f"{'approves' if after.approved else 'denies'} {_named(after)}"


def _decides(entry: Entry) -> tuple[object, ...]:
    return entry.digest, entry.behaviour, entry.approved, entry.by_person
