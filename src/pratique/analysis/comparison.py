"""Say what changed between an artifact and its baseline."""

import difflib
from collections.abc import Iterator, Mapping

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts
from pratique.analysis.subject import Contents, Gain, Subject
from pratique.core.comparison import (
    CapabilityChange,
    Change,
    Comparison,
    FileChange,
    ManifestChange,
    NewAddress,
)
from pratique.core.manifest import Manifest
from pratique.core.tree import File

_MOST_PATCH_BYTES = 400_000
_MOST_PATCH_LINES = 4_000
_LONG_LINE = 2_000


def compare(subject: Subject, *, patches: bool) -> Comparison:
    """Compare the artifact with its baseline; the subject must have one."""
    assert subject.previous is not None
    assert subject.files is not None
    assert subject.capabilities is not None
    return Comparison(
        gained=tuple(_capability(gain) for gain in subject.capabilities.gained),
        lost=tuple(_capability(gain) for gain in subject.capabilities.lost),
        manifest=tuple(_manifest(subject.previous, subject.contents)),
        addresses=tuple(_addresses(subject.previous, subject.contents)),
        files=tuple(sorted(_files(subject, patches=patches), key=_risk)),
        unchanged=subject.files.unchanged,
    )


def _capability(gain: Gain) -> CapabilityChange:
    return CapabilityChange(gain.capability.value, gain.context.value, gain.use.api, gain.path, gain.use.line)


def _manifest(before: Contents, after: Contents) -> Iterator[ManifestChange]:
    old, new = before.manifest, after.manifest
    tables: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
        ("hook", _hooks(old), _hooks(new)),
        ("dependency", old.dependencies, new.dependencies),
        ("command", old.commands, new.commands),
        ("entry", {path: path for path in old.entries}, {path: path for path in new.entries}),
    )
    for field, mine, theirs in tables:
        for name in sorted({*mine, *theirs}):
            if mine.get(name) != theirs.get(name):
                yield ManifestChange(field, name, mine.get(name), theirs.get(name))


def _hooks(manifest: Manifest) -> dict[str, str]:
    """Names to commands; a gem may build several extensions with one builder."""
    found: dict[str, list[str]] = {}
    for hook in manifest.hooks:
        found.setdefault(hook.name, []).append(hook.command)
    return {name: ", ".join(commands) for name, commands in found.items()}


def _addresses(before: Contents, after: Contents) -> Iterator[NewAddress]:
    known = {address.value for facts in before.facts.values() for address in facts.addresses}
    for path in after.in_order():
        for address in after.facts[path].addresses:
            if address.value not in known:
                known.add(address.value)
                yield NewAddress(address.value, path, address.line)


def _files(subject: Subject, *, patches: bool) -> Iterator[FileChange]:
    assert subject.files is not None
    delta = subject.files
    pairs: list[tuple[Change, File | None, File | None]] = [
        *((Change.ADDED, None, file) for file in delta.added),
        *((Change.CHANGED, old, new) for old, new in delta.changed),
        *((Change.MOVED, old, new) for old, new in delta.moved),
        *((Change.REMOVED, file, None) for file in delta.removed),
    ]
    for change, old, new in pairs:
        yield _file(subject, change, old, new, patches=patches)


def _file(
    subject: Subject, change: Change, old: File | None, new: File | None, *, patches: bool
) -> FileChange:
    shown = new or old
    assert shown is not None
    side = subject.contents if new else subject.previous
    assert side is not None
    patch: tuple[str, ...] = ()
    omitted: str | None = None
    if patches and change in {Change.ADDED, Change.CHANGED, Change.REMOVED}:
        patch, omitted = _patch(old, new)
    return FileChange(
        path=shown.path,
        change=change,
        context=side.context(shown.path).value if shown.path in side.facts else None,
        size_before_bytes=old.size_bytes if old else 0,
        size_after_bytes=new.size_bytes if new else 0,
        moved_from=old.path if change is Change.MOVED and old else None,
        why_first=tuple(_why_first(subject, old, new)) if new else (),
        patch=patch,
        patch_omitted=omitted,
    )


def _why_first(subject: Subject, old: File | None, new: File) -> Iterator[str]:
    if new.path in subject.contents.natives:
        yield subject.contents.natives[new.path].value
    facts = subject.contents.facts.get(new.path)
    if facts is None:
        return
    assert subject.previous is not None
    before = subject.previous.facts.get(old.path) if old else None
    had = {use.capability for use in before.uses} if before else set()
    gained = sorted({use.capability.value for use in facts.uses if use.capability not in had})
    yield from gained
    if len(facts.flows) > (len(before.flows) if before else 0):
        yield "data flow"
    if len(facts.hidden) > (len(before.hidden) if before else 0):
        yield "hidden characters"
    if facts.problem is not None:
        yield "not analysed"
    if _turned_dense(before, facts):
        yield "long lines"


def _turned_dense(before: FileFacts | None, after: FileFacts) -> bool:
    was = before.longest_line if before else 0
    return after.longest_line >= _LONG_LINE > was


def _risk(change: FileChange) -> tuple[int, int, int, str]:
    rank = len(Context) if change.context is None else Context(change.context).rank
    return int(not change.why_first), rank, int(change.change is Change.REMOVED), change.path


def _patch(old: File | None, new: File | None) -> tuple[tuple[str, ...], str | None]:
    data = [file.data for file in (old, new) if file]
    if any(len(part) > _MOST_PATCH_BYTES for part in data):
        return (), "too large to show line by line"
    if any(b"\0" in part for part in data):
        return (), "not text"
    before = old.data.decode("utf-8", "replace").splitlines() if old else []
    after = new.data.decode("utf-8", "replace").splitlines() if new else []
    if len(before) + len(after) > _MOST_PATCH_LINES * 2:
        return (), "too many lines to show"
    lines = list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]
    return tuple(lines[:_MOST_PATCH_LINES]), None if len(lines) <= _MOST_PATCH_LINES else "cut"
