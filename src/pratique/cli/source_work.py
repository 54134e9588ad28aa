"""From an artifact and a repository to a reading: open, choose the commit, read what matters, compare."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pratique.core.source import NotComparable, SourceReading, WhyNot
from pratique.core.tree import Tree
from pratique.errors import PratiqueError, RegistryError
from pratique.history.source.choice import Choice, choose
from pratique.history.source.reading import Asked, Place, read, unread
from pratique.history.source.tags import tag_remarks
from pratique.history.source.told import Told, read_address, told_repository
from pratique.history.source.wanted import Listed, choose_files
from pratique.net.source_repository import SourceRepository, open_local, open_remote

_MOST_SOURCE_BYTES = 128 * 1024 * 1024
"""So much of a commit is read into memory, what can be a counterpart first."""
_TOO_LARGE = ("it is larger than", "has more than")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose repositories may be asked, and how much of them is brought."""

    hosts: Collection[str] = ()
    offline: bool = False
    most_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the person who asks named: a commit, and what the tag named before; and the file of allowed keys."""

    at: str | None = None
    tag_was: str | None = None
    allowed_signers: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A repository that is open, or why none is."""

    place: Place | None
    repository: SourceRepository | None = None
    why: NotComparable | None = None


@contextmanager
def open_source(named: str | None, asked: Asked, listed: str | None, reach: Reach) -> Iterator[Opened]:
    """Open the repository of an artifact: the one that is `named`, else what the artifact or its listing tells.

    A path is opened where it is; of an address, only where its host is one of `reach.hosts`. Raises UsageError for a
    path that is no repository; a host that fails is an answer.
    """
    if named is not None and "://" not in named and "@" not in named.partition("/")[0]:
        told = told_repository(asked.tree, asked.ecosystem)
        place = Place(repository=named, told_by="--repository", folder=told.folder if told else "")
        yield Opened(place=place, repository=open_local(Path(named)))
        return
    told = _told(named, asked, listed)
    if told is None:
        why = "neither the artifact nor its registry tells a repository that git could be asked for"
        if named is not None:
            why = f"{named[:200]} is no address of a repository"
        yield Opened(place=None, why=NotComparable(WhyNot.NO_REPOSITORY, why))
        return
    place = Place(repository=told.address, told_by=told.by, folder=told.folder)
    if told.host not in reach.hosts:
        why = f"check.git_hosts does not name {told.host}: it was not asked; --repository names a local clone"
        yield Opened(place=place, why=NotComparable(WhyNot.HOST_NOT_NAMED, why))
    elif reach.offline:
        yield Opened(place=place, why=NotComparable(WhyNot.OFFLINE, f"offline: {told.host} was not asked"))
    else:
        yield from _remote(place, told, reach)


def _remote(place: Place, told: Told, reach: Reach) -> Iterator[Opened]:
    why = ""
    with ExitStack() as stack:
        for address in told.addresses:
            try:
                repository = stack.enter_context(open_remote(address, most_bytes=reach.most_bytes))
            except RegistryError as error:
                why = error.message
                continue
            yield Opened(place=place, repository=repository)
            return
    yield Opened(place=place, why=NotComparable(WhyNot.GONE, why))


def _told(named: str | None, asked: Asked, listed: str | None) -> Told | None:
    inside = told_repository(asked.tree, asked.ecosystem)
    if named is not None:
        return read_address(named, by="--repository", folder=inside.folder if inside else "")
    if inside is not None:
        return inside
    return read_address(listed, by="its registry") if listed else None


def read_source(
    asked: Asked, opened: Opened, named: Named, *, built: str | None, reach: Reach
) -> SourceReading:
    """Hold an artifact against an opened repository. What fails is part of the reading."""
    place, repository = opened.place, opened.repository
    if place is None or repository is None:
        assert opened.why is not None
        return unread(asked, place, opened.why)
    given = repository.resolve(named.at) if named.at is not None else None
    if named.at is not None and given is None:
        why = f"{named.at[:100]} names no tag, branch or commit of {place.repository}"
        return unread(asked, place, NotComparable(WhyNot.NO_COMMIT, why))
    choice = choose(asked.ref, repository.tags, built=built, given=given, remembered=named.tag_was)
    if isinstance(choice, NotComparable):
        missed = tag_remarks(repository.tags, asked.ref, built=None) if asked.ref is not None else ()
        return unread(asked, place, choice, *missed)
    try:
        return _compare(asked, place, repository, choice, named, reach)
    except PratiqueError as error:
        large = any(words in error.message for words in _TOO_LARGE)
        gap = NotComparable(WhyNot.TOO_LARGE if large else WhyNot.NO_COMMIT, error.message)
        return unread(asked, place, gap, *choice.remarks)


def _compare(
    asked: Asked, place: Place, repository: SourceRepository, choice: Choice, named: Named, reach: Reach
) -> SourceReading:
    facts = repository.commit(choice.commit, allowed_signers=named.allowed_signers)
    entries = repository.entries(choice.commit)
    wanted = choose_files(
        (Listed(entry.path, entry.size_bytes) for entry in entries.files),
        asked.tree,
        ecosystem=asked.ecosystem,
        most_bytes=min(reach.most_bytes, _MOST_SOURCE_BYTES),
        folder=place.folder,
    )
    paths = set(wanted.paths)
    tree = repository.tree([entry for entry in entries.files if entry.path in paths])
    names = {file.path.rpartition("/")[2] for file in asked.tree}
    # What is not of interest here is no gap: a submodule is, for any of its files may be meant.
    gaps = [gap for gap in entries.omitted if gap.why.startswith("a submodule") or _base(gap.path) in names]
    source = Tree(tree.files, (*tree.omitted, *wanted.omitted, *gaps))
    return read(asked, place, choice, facts, source)


def _base(path: str) -> str:
    return path.rpartition("/")[2]
