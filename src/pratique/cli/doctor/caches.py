"""Finds blocked releases in the caches of package managers.

Package managers install from their caches without a request to the gate.
"""

import os
import shlex
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pratique.cli.doctor.cache_locations import CachePlace, Machine, cache_places
from pratique.cli.doctor.checks import Check, State
from pratique.core.names import PackageRef
from pratique.installed.caches import CACHES, Cache, read_cache
from pratique.installed.caches.contents import Unread
from pratique.installed.caches.disk import CacheDisk
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.known_bad.blocked import Blocked
from pratique.intake.known_bad.cached import BlockList, Hit, search
from pratique.report.parts.counts import plural

NAME = "caches"
"""The name of the cache checks in the output."""
MOST_NAMED = 50
"""The maximum number of blocked entries that are listed for one cache.

Further blocked entries are counted but not listed.
"""
_MOST_UNREAD_NAMED = 5
_WINDOWS = os.name == "nt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The blocked releases and the advisories for the comparison with caches."""

    blocked: tuple[Blocked, ...] = ()
    warnings: Warnings = NO_WARNINGS
    is_private: Callable[[PackageRef], bool] = lambda _: False
    sources: tuple[str, ...] = ()
    """A description of each source of blocked releases."""
    checks: tuple[Check, ...] = ()
    """Checks that report unavailable sources."""

    def with_more(self, blocked: Iterable[Blocked], source: str) -> "Known":
        """Return a copy of this object with the blocked releases of another source added."""
        return replace(self, blocked=(*self.blocked, *blocked), sources=(*self.sources, source))


@dataclass(slots=True)
class _Looked:
    """The search results for all caches."""

    empty: list[str] = field(default_factory=list)


def cache_checks(
    on: Machine,
    known: Known,
    *,
    clients: Iterable[str] | None = None,
    clock: Callable[[], float] = time.monotonic,
    before: Callable[[str], None] = lambda _: None,
) -> Iterator[Check]:
    """Search the caches of `clients`, or of all clients.

    Before each cache is searched, call `before` with a progress line.
    """
    blocked = BlockList.of(known.blocked)
    yield from known.checks
    wanted = None if clients is None else frozenset(clients)
    looked = _Looked()
    for cache in CACHES:
        if wanted is None or cache.name in wanted:
            yield from _client(cache, on, known, blocked, clock, before, looked)
    for message, hint in dict.fromkeys((error.message, error.hint) for error in on.unread):
        yield Check(NAME, State.UNKNOWN, f"{message}: the file may set a cache folder", hint)
    if looked.empty:
        yield Check(NAME, State.NOTE, f"there are no packages in the caches of {', '.join(looked.empty)}")
    yield Check(NAME, State.NOTE, f"compared with {'; '.join(known.sources) or 'nothing'}")


def _client(
    cache: Cache,
    on: Machine,
    known: Known,
    blocked: BlockList,
    clock: Callable[[], float],
    before: Callable[[str], None],
    looked: _Looked,
) -> Iterator[Check]:
    places = cache_places(on, cache.name)
    told = False
    for place in places:
        if _exists(place.folder):
            before(f"searching the cache of {cache.name}: {place.folder}")
            checks = _place(cache, place, known, blocked, clock)
            told = told or bool(checks)
            yield from checks
    if not told:
        looked.empty.append(f"{cache.name} ({places[0].folder})")


def _place(
    cache: Cache, place: CachePlace, known: Known, blocked: BlockList, clock: Callable[[], float]
) -> list[Check]:
    files = CacheDisk(place.folder, clock)
    contents = read_cache(cache, files)
    found = search(cache, contents, files, blocked, known.warnings, known.is_private)
    checks = [_bad(cache, place, hit) for hit in found.hits[:MOST_NAMED]]
    if len(found.hits) > MOST_NAMED:
        text = (
            f"{cache.name}: {plural(len(found.hits) - MOST_NAMED, 'more entry', 'more entries')} of "
            f"{place.folder} blocked"
        )
        checks.append(Check(NAME, State.BAD, text, _command(cache.empty, place) or f"delete {place.folder}"))
    if found.uncompared:
        text = (
            f"{cache.name}: {plural(found.uncompared, 'entry', 'entries')} of {place.folder} not compared "
            f"with blocked digests without a release name: this cache does not contain the registry's files"
        )
        checks.append(
            Check(NAME, State.UNKNOWN, text, "also block the release by name, with [deny] in the policy")
        )
    checks += _unread(cache, place, found.unread, contents.more_unread)
    if contents.entries and not found.hits:
        count = len(contents.entries)
        text = f"{cache.name}: {count:,} {'entry' if count == 1 else 'entries'} in {place.folder}, none is blocked"
        checks.append(Check(NAME, State.OK, text))
    return checks


def _bad(cache: Cache, place: CachePlace, hit: Hit) -> Check:
    entry = hit.entry
    digest = next((str(one) for one in entry.digests), "")
    name = str(entry.ref) if entry.ref else digest or "a file"
    path = place.folder / (entry.content or entry.path)
    how = "" if hit.certain else " (matched by name, because this cache has no digest of the registry's file)"
    what = f"installs {name} from its cache without a request to the gate"
    if cache.asks_again:
        what = f"has {name} in its cache, and installs the package without a request to the gate when offline"
    text = f"{cache.name} {what}: {hit.why}{how}; {path}"
    words = _command(cache.removal(entry), place) or _deletion(place.folder / entry.path)
    return Check(NAME, State.BAD, text, f"{cache.first}; then {words}" if cache.first else words)


def _unread(cache: Cache, place: CachePlace, unread: tuple[Unread, ...], more: int) -> Iterator[Check]:
    for one in unread[:_MOST_UNREAD_NAMED]:
        where = place.folder / one.path if one.path else place.folder
        text = f"{cache.name}: {where} was not searched: {one.why}"
        yield Check(NAME, State.UNKNOWN, text, "check the permissions of the folder, or empty the cache")
    rest = len(unread) + more - _MOST_UNREAD_NAMED
    if rest > 0:
        text = f"{cache.name}: {rest:,} more entries in {place.folder} were not searched"
        yield Check(NAME, State.UNKNOWN, text)


def _command(words: tuple[str, ...], place: CachePlace) -> str:
    if not words:
        return ""
    return " ".join(map(_quoted, (*words, *place.option)))


def _deletion(path: Path) -> str:
    if _WINDOWS:
        return f"{'rd /s /q' if path.is_dir() else 'del'} {_quoted(str(path))}"
    return f"rm -r -- {_quoted(str(path))}"


def _quoted(word: str) -> str:
    """Return a command-line argument, quoted for the shell of this platform.

    Windows file names cannot contain quotation marks.
    """
    return f'"{word}"' if _WINDOWS and not word.isalnum() else shlex.quote(word)


def _exists(folder: Path) -> bool:
    """Return True if the folder exists, even if access to the folder is denied."""
    try:
        return folder.is_dir()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
