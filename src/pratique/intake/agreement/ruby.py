"""Compares a Gemfile.lock with its own dependencies and with the literal gems of its Gemfile."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename

from pratique.core.closure import open_requests
from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Problem, SourceKind
from pratique.ecosystems.rubygems.platform import GemPlatform, parse_platform
from pratique.ecosystems.rubygems.requirements import Requirement, parse_requirement
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.intake.agreement.comparison import shown
from pratique.intake.agreement.place import Place
from pratique.lockfiles.rubygems.gemfile import Gemfile, filename_for, read_gemfile

_LOCKS = {"Gemfile": "Gemfile.lock", "gems.rb": "gems.locked"}
_BUNDLER = "bundler"
"""Gemfile.lock never contains Bundler itself."""
_MOST_NAMED = 3
"""The maximum number of platforms in a message."""
_PLATFORM = "platform="


def gem_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each dependency of the project or of a locked gem that the lockfile does not satisfy."""
    yield from _passed_over(place)
    gemfile = place.read(filename_for(basename(place.path)), read_gemfile)
    for one in open_requests(lock, fits=gem_fits, replaced=frozenset()):
        limited = gemfile is not None and gemfile.may_leave_out(one.request.name)
        if one.request.answers or one.request.asker != ROOT or not limited:
            yield one.problem
    if gemfile is not None:
        yield from _of_gemfile(lock, gemfile, filename_for(basename(place.path)))
    yield from _unserved(lock, gemfile)


def _unserved(lock: Lock, gemfile: Gemfile | None) -> Iterator[Problem]:
    """Yield a problem for each gem that has no entry for some of the platforms in PLATFORMS.

    For a platform without an entry, Bundler installs a gem from the registry that is not in the lockfile, even in
    frozen mode (observed with Bundler 2.6.7). Gems that the project needs only on some platforms are ignored.
    """
    rows: dict[str, list[LockedPackage]] = {}
    for entry in lock.packages:
        if entry.source is SourceKind.REGISTRY:
            rows.setdefault(entry.package.name, []).append(entry)
    wanted = {text: parse_platform(text) for text in lock.platforms}
    asked = _asked_everywhere(lock, gemfile)
    for name, entries in rows.items():
        if not all(entry.markers for entry in entries) or not any(entry.key in asked for entry in entries):
            continue
        held = [parse_platform(entry.markers[0].removeprefix(_PLATFORM)) for entry in entries]
        missing = [text for text, one in wanted.items() if not any(_serves(row, one) for row in held)]
        if missing:
            more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
            why = f"PLATFORMS lists {', '.join(missing[:_MOST_NAMED])}{more}, but this gem has no matching entry"
            yield Problem(shown(f"{name} {entries[0].version}"), entries[0].line, why)


def _serves(row: GemPlatform | None, wanted: GemPlatform | None) -> bool:
    """Return True if Bundler installs a gem for one platform on another platform.

    The platform `ruby` accepts only gems that support every platform.
    """
    return row is None or (wanted is not None and row.fits(wanted))


def _asked_everywhere(lock: Lock, gemfile: Gemfile | None) -> set[str]:
    below: dict[str, list[LockRequest]] = {}
    for request in lock.requests:
        below.setdefault(request.asker, []).append(request)
    found: set[str] = set()
    waiting = [ROOT]
    while waiting:
        asker = waiting.pop()
        for request in below.get(asker, ()):
            if asker == ROOT and gemfile is not None and gemfile.may_leave_out(request.name):
                continue
            new = [key for key in request.answers if key not in found]
            found.update(new)
            waiting += new
    return found


def _passed_over(place: Place) -> Iterator[Problem]:
    """Yield a problem if Bundler ignores Gemfile.lock because the project has a `gems.rb` without a `gems.locked`."""
    if basename(place.path) != _LOCKS["Gemfile"] or place.read(_LOCKS["gems.rb"], bytes) is not None:
        return
    if place.read("gems.rb", bytes) is not None:
        why = "Bundler reads gems.rb instead of Gemfile and Gemfile.lock, but there is no gems.locked"
        yield Problem("gems.rb", None, why)


def _of_gemfile(lock: Lock, gemfile: Gemfile, filename: str) -> Iterator[Problem]:
    entries = {entry.key: entry for entry in lock.packages}
    locked = {request.name: request.answers for request in lock.requests if request.asker == ROOT}
    if gemfile.takes_own_gem and not any(_is_own(entry) for entry in lock.packages):
        why = f"{filename} uses the gem in its own folder, but the lock has no PATH section for it"
        yield Problem("gemspec", None, why)
    for gem in gemfile.asked:
        held = [entries[key] for key in locked.get(gem.name, ()) if key in entries]
        what = shown(f"{gem.name} {gem.requirement}".strip())
        if gem.name not in locked:
            if gem.name != _BUNDLER:
                yield Problem(
                    what, None, f"{filename} requests this gem, but DEPENDENCIES of the lock does not list it"
                )
        elif gem.from_elsewhere:
            if held and all(entry.source is SourceKind.REGISTRY for entry in held):
                yield Problem(
                    what,
                    None,
                    f"{filename} takes this gem from another source, but the lock takes it from a registry",
                )
        elif held and not any(gem_fits(LockRequest(ROOT, gem.name, gem.requirement), one) for one in held):
            yield Problem(
                what, None, f"{filename} requests this gem, but the lock contains {held[0].version}"
            )


def _is_own(entry: LockedPackage) -> bool:
    return entry.source is not SourceKind.REGISTRY and entry.url in {".", None}


def gem_fits(request: LockRequest, entry: LockedPackage) -> bool:
    """Return True if the version of an entry is in the requested range, or if the version or the range cannot be parsed."""
    version, wanted = parse_version(entry.version or ""), _requirement(request.wanted)
    return version is None or wanted is None or wanted.accepts(version)


@lru_cache(maxsize=1024)
def _requirement(text: str) -> Requirement | None:
    return parse_requirement(text)
