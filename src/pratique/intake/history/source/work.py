"""Prepares the comparison of an artifact with a repository: opens it, chooses the commit, and reads the relevant files."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pratique.core.provenance import BuiltCommit
from pratique.core.source import CommitFacts, NotComparable, SourceReading, WhyNot
from pratique.core.tree import Tree
from pratique.errors import PratiqueError, RegistryError
from pratique.history.source.attested import attested_commit
from pratique.history.source.choice import Choice, choose
from pratique.history.source.outline import Outline
from pratique.history.source.reading import Asked, Place, unread
from pratique.history.source.tags import tag_remarks
from pratique.history.source.told import Told, read_address
from pratique.history.source.wanted import Listed, choose_files
from pratique.net.git.source_repository import SourceRepository, open_local, open_remote

_MOST_SOURCE_BYTES = 128 * 1024 * 1024
"""The maximum number of bytes of a commit to read into memory. Files that may match the artifact are read first."""
_TOO_LARGE = ("is larger than", "has more than")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The repositories that may be accessed, and the download limits."""

    hosts: Collection[str] = ()
    offline: bool = False
    most_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The user's options: a commit, the tag's previous commit, and the file of allowed signers."""

    at: str | None = None
    tag_was: str | None = None
    allowed_signers: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The commits that the publisher's client, the registry and attestations specify."""

    built: str | None = None
    attested: tuple[BuiltCommit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open repository, or the reason why no repository is open."""

    place: Place | None
    repository: SourceRepository | None = None
    why: NotComparable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A commit in memory that an artifact will be compared with."""

    place: Place
    choice: Choice
    facts: CommitFacts
    tree: Tree


@contextmanager
def open_source(named: str | None, outline: Outline, listed: str | None, reach: Reach) -> Iterator[Opened]:
    """Open the repository `named`; without it, the repository that the artifact or its listing specifies.

    A path is opened locally. A URL is opened only if its host is in `reach.hosts`. Raises UsageError for a path without a
    repository. If a host fails, the result contains the reason.
    """
    if named is not None and "://" not in named and "@" not in named.partition("/")[0]:
        inside = outline.told
        place = Place(repository=named, told_by="--repository", folder=inside.folder if inside else "")
        yield Opened(place=place, repository=open_local(Path(named)))
        return
    told = _told(named, outline.told, listed)
    if told is None:
        why = "neither the artifact nor its registry lists a git repository; specify one with --repository URL or PATH"
        if named is not None:
            why = f"{named[:200]} is not the URL of a repository"
        yield Opened(place=None, why=NotComparable(WhyNot.NO_REPOSITORY, why))
        return
    place = Place(repository=told.address, told_by=told.by, folder=told.folder)
    if told.host not in reach.hosts:
        why = (
            f"{told.host} is not in the setting check.git_hosts; add the host, "
            "or specify a local clone with --repository PATH"
        )
        yield Opened(place=place, why=NotComparable(WhyNot.HOST_NOT_NAMED, why))
    elif reach.offline:
        yield Opened(
            place=place,
            why=NotComparable(
                WhyNot.OFFLINE,
                f"offline: {told.host} was not queried; specify a local clone with --repository PATH",
            ),
        )
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


def _told(named: str | None, inside: Told | None, listed: str | None) -> Told | None:
    if named is not None:
        return read_address(named, by="--repository", folder=inside.folder if inside else "")
    if inside is not None:
        return inside
    return read_address(listed, by="its registry") if listed else None


def gather_source(
    asked: Asked, outline: Outline, opened: Opened, named: Named, claimed: Claimed, reach: Reach
) -> Gathered | SourceReading:
    """Fetch the commit to compare with. If the commit cannot be fetched, the result contains the reason."""
    place, repository = opened.place, opened.repository
    if place is None or repository is None:
        assert opened.why is not None
        return unread(asked, place, opened.why)
    given = repository.resolve(named.at) if named.at is not None else None
    if named.at is not None and given is None:
        why = f"{named.at[:100]} is not a tag, branch or commit of {place.repository}"
        return unread(asked, place, NotComparable(WhyNot.NO_COMMIT, why))
    attested = attested_commit(claimed.attested, place.repository, told=claimed.built)
    choice = choose(
        asked.ref,
        repository.tags,
        built=claimed.built,
        attested=attested,
        given=given,
        remembered=named.tag_was,
    )
    if isinstance(choice, NotComparable):
        missed = tag_remarks(repository.tags, asked.ref, built=None) if asked.ref is not None else ()
        return unread(asked, place, choice, *missed, *attested.remarks)
    try:
        return _gather(asked, outline, place, repository, choice, named, reach)
    except PratiqueError as error:
        large = any(words in error.message for words in _TOO_LARGE)
        gap = NotComparable(WhyNot.TOO_LARGE if large else WhyNot.NO_COMMIT, error.message)
        return unread(asked, place, gap, *choice.remarks)


def _gather(
    asked: Asked,
    outline: Outline,
    place: Place,
    repository: SourceRepository,
    choice: Choice,
    named: Named,
    reach: Reach,
) -> Gathered:
    facts = repository.commit(choice.commit, allowed_signers=named.allowed_signers)
    entries = repository.entries(choice.commit)
    wanted = choose_files(
        (Listed(entry.path, entry.size_bytes) for entry in entries.files),
        outline,
        ecosystem=asked.ecosystem,
        most_bytes=min(reach.most_bytes, _MOST_SOURCE_BYTES),
        folder=place.folder,
    )
    paths = set(wanted.paths)
    tree = repository.tree([entry for entry in entries.files if entry.path in paths])
    # What is not of interest here is no gap: a submodule is, for any of its files may be meant.
    gaps = [
        gap
        for gap in entries.omitted
        if gap.why.startswith("a submodule") or _base(gap.path) in outline.names
    ]
    source = Tree(tree.files, (*tree.omitted, *wanted.omitted, *gaps))
    return Gathered(place=place, choice=choice, facts=facts, tree=source)


def _base(path: str) -> str:
    return path.rpartition("/")[2]
