"""Compares an artifact with its source as a whole.

The result contains the state of each file, the commit, remarks, and whether a comparison was possible.
"""

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
"""The tolerated clock difference between build machines and the registry."""
_FILLINGS = ("0.0.0", "0.0.1", "0.1.0-dev")
"""Placeholder versions in repositories in which a tool numbers the releases."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An artifact and the registry's metadata about it."""

    ref: ReleaseRef | None
    ecosystem: Ecosystem
    filename: str
    kind: ArtifactKind | None = None
    published: Dated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The repository to compare with: its URL or path, the origin of the URL, and the package's folder in the metadata."""

    repository: str
    told_by: str
    folder: str = ""


def unread(asked: Asked, place: Place | None, why: NotComparable, *remarks: Remark) -> SourceReading:
    """Return the result for an artifact that could not be compared with its source."""
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
    """Compare an artifact with the source tree at a commit. `shipped` contains the files of the artifact."""
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
        text = f"no branch or tag contains {short}: the host may also serve commits from forks by strangers"
        yield Remark(RemarkKind.UNREACHABLE, text)
    elif facts.reachable is None:
        text = f"unknown whether a branch or tag contains {short}: {facts.reach_why or 'not asked'}"
        yield Remark(RemarkKind.REACH_UNKNOWN, text)
    published = asked.published
    if (
        facts.committed_at is not None
        and published is not None
        and published.source is TimeSource.REGISTRY
        and facts.committed_at > published.at + _SLACK
    ):
        text = (
            f"the commit is from {facts.committed_at:%Y-%m-%d %H:%M} UTC, "
            f"but the release was published at {published.at:%Y-%m-%d %H:%M}"
        )
        yield Remark(RemarkKind.COMMITTED_LATER, text)
    if asked.ref is not None and layout.named is None and (layout.others or not _mostly_equal(files)):
        names = f", but there are manifests of {', '.join(layout.others)}" if layout.others else ""
        text = f"the repository has no manifest of {asked.ref.package.name}{names}: check that this is the right repository"
        yield Remark(RemarkKind.OTHER_NAME, text)
    if asked.ref is not None and layout.version is not None and _other(layout.version, asked.ref):
        text = f"{layout.named} has version {layout.version[:60]} at this commit, but the artifact is version {asked.ref.version}"
        yield Remark(RemarkKind.OTHER_VERSION, text)
    if source.omitted and not all(_explained(file) for file in files):
        first = source.omitted[0]
        text = f"not read: {plural(len(source.omitted), 'file')} of the source, such as {first.path}: {first.why}"
        yield Remark(RemarkKind.INCOMPLETE, text)


def _mostly_equal(files: tuple[SourceFile, ...]) -> bool:
    """Return True if most runnable files equal the source byte for byte.

    If most runnable files are equal, the source is probably the right repository.
    """
    running = [file.state for file in files if file.runs]
    return bool(running) and running.count(FileState.SAME) * 2 > len(running)


def _explained(file: SourceFile) -> bool:
    """Return True if the state of this file stays the same, whatever other files of the source are read."""
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
    text = f"all files that can run are built ({traced} of {len(running)} traced to the source)"
    return NotComparable(WhyNot.GENERATED, text)
