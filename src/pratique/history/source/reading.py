"""Compares an artifact with its source as a whole: files, commit, remarks, and whether a comparison was possible."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from packaging.version import InvalidVersion, Version

from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import ArtifactKind, Dated, TimeSource
from pratique.core.source import (
    CommitFacts,
    FileState,
    NotComparable,
    Remark,
    RemarkKind,
    SourceCommit,
    SourceFile,
    SourceReading,
    WhyNot,
)
from pratique.core.tree import Tree
from pratique.history.source.choice import Choice
from pratique.history.source.comparing import Sides, compare
from pratique.history.source.layout import Layout, find_layout
from pratique.report.parts.counts import plural

_SLACK = timedelta(minutes=10)
"""The tolerated clock difference of build machines."""
_FILLINGS = ("0.0.0", "0.0.1", "0.1.0-dev")
"""Versions in repositories whose releases are numbered by a tool."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The artifact and the registry's metadata about it."""

    ref: ReleaseRef | None
    ecosystem: Ecosystem
    filename: str
    kind: ArtifactKind | None = None
    published: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The repository: its URL or path, who specified it, and the package's stated folder."""

    repository: str
    told_by: str
    folder: str = ""


def unread(asked: Asked, place: Place | None, why: NotComparable, *remarks: Remark) -> SourceReading:
    """Return the result for an artifact that could not be compared."""
    return SourceReading(
        ref=asked.ref,
        filename=asked.filename,
        repository=place.repository if place else None,
        told_by=place.told_by if place else "",
        folder=place.folder if place else "",
        remarks=remarks,
        not_comparable=why,
    )


def read(
    asked: Asked, shipped: Tree, place: Place, choice: Choice, facts: CommitFacts, source: Tree
) -> SourceReading:
    """Compare an artifact, whose files are `shipped`, with the tree of a commit."""
    name = asked.ref.package.name if asked.ref else None
    layout = find_layout(shipped, source, ecosystem=asked.ecosystem, name=name, folder=place.folder)
    files = compare(
        Sides(
            artifact=shipped,
            source=source,
            layout=layout,
            ecosystem=asked.ecosystem,
            kind=asked.kind,
            version=asked.ref.version if asked.ref else "",
        )
    )
    return SourceReading(
        ref=asked.ref,
        filename=asked.filename,
        repository=place.repository,
        told_by=place.told_by,
        folder=layout.roots[0].rstrip("/"),
        commit=SourceCommit(
            id=facts.id,
            how=choice.how,
            tag=choice.tag,
            committed_at=facts.committed_at,
            signature=facts.signature,
            reachable=facts.reachable,
        ),
        files=files,
        remarks=(*choice.remarks, *_remarks(asked, facts, layout, source, files)),
        not_comparable=_all_built(files),
    )


def _remarks(
    asked: Asked, facts: CommitFacts, layout: Layout, source: Tree, files: tuple[SourceFile, ...]
) -> Iterator[Remark]:
    short = facts.id[:12]
    if facts.reachable is False:
        text = f"no branch and no tag leads to {short}: a host serves commits of strangers' forks, too"
        yield Remark(RemarkKind.UNREACHABLE, text)
    elif facts.reachable is None:
        text = f"whether a branch or a tag leads to {short} is not known: {facts.reach_why or 'not asked'}"
        yield Remark(RemarkKind.REACH_UNKNOWN, text)
    published = asked.published
    if (
        facts.committed_at is not None
        and published is not None
        and published.source is TimeSource.REGISTRY
        and facts.committed_at > published.at + _SLACK
    ):
        text = f"it was committed at {facts.committed_at:%Y-%m-%d %H:%M} UTC, and published at {published.at:%Y-%m-%d %H:%M}"
        yield Remark(RemarkKind.COMMITTED_LATER, text)
    if asked.ref is not None and layout.named is None and (layout.others or not _mostly_equal(files)):
        names = f", and others are named: {', '.join(layout.others)}" if layout.others else ""
        text = f"no manifest of the repository names {asked.ref.package.name}{names}: is it its source?"
        yield Remark(RemarkKind.OTHER_NAME, text)
    if asked.ref is not None and layout.version is not None and _other(layout.version, asked.ref):
        text = f"{layout.named} says {layout.version[:60]} at that commit, and the artifact is {asked.ref.version}"
        yield Remark(RemarkKind.OTHER_VERSION, text)
    if source.omitted and not all(_explained(file) for file in files):
        first = source.omitted[0]
        text = f"not read: {plural(len(source.omitted), 'file')} of the source, such as {first.path}: {first.why}"
        yield Remark(RemarkKind.INCOMPLETE, text)


def _mostly_equal(files: tuple[SourceFile, ...]) -> bool:
    """Return True if most runnable files equal the source byte for byte.

    Then the source is probably the right one.
    """
    running = [file.state for file in files if file.runs]
    return bool(running) and running.count(FileState.SAME) * 2 > len(running)


def _explained(file: SourceFile) -> bool:
    """Return True if reading more of the source could not change a file's state."""
    if file.state is FileState.GENERATED:
        return file.traced or not file.runs
    return file.state not in {FileState.MISSING, FileState.UNREAD}


def _other(told: str, ref: ReleaseRef) -> bool:
    if told == ref.version or told.startswith(_FILLINGS) or not told[:1].isdigit():
        return False
    if ref.package.ecosystem is Ecosystem.PYPI:
        try:
            return Version(told) != Version(ref.version)
        except InvalidVersion:
            return True
    return True


def _all_built(files: tuple[SourceFile, ...]) -> NotComparable | None:
    """Return the reason why nothing was compared if all runnable files are built; None otherwise."""
    running = [
        file
        for file in files
        if file.runs and file.state is not FileState.PACKED and not file.path.endswith("package.json")
    ]
    if not running or any(file.state is not FileState.GENERATED for file in running):
        return None
    traced = sum(file.traced for file in running)
    text = f"every file that runs is built ({traced} of {len(running)} traced to the source)"
    return NotComparable(WhyNot.GENERATED, text)
