"""Compare locks of Bundler with their own requests and with the gems and platforms of a Gemfile."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename

from pratique.core.closure import open_requests
from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Problem, SourceKind
from pratique.ecosystems.rubygems_requirements import Requirement, parse_requirement
from pratique.ecosystems.rubygems_versions import parse_version
from pratique.intake.agreement.comparison import shown
from pratique.intake.agreement.place import Place
from pratique.lockfiles.rubygems.gemfile import Gemfile, filename_for, read_gemfile

_BUNDLER = "bundler"
"""Bundler does not lock itself."""


def gem_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Yield a problem for each request of the project or of a locked gem that the lock does not answer."""
    gemfile = place.read(filename_for(basename(place.path)), read_gemfile)
    for one in open_requests(lock, fits=gem_fits, replaced=frozenset()):
        limited = gemfile is not None and gemfile.may_leave_out(one.request.name)
        if one.request.answers or one.request.asker != ROOT or not limited:
            yield one.problem
    if gemfile is not None:
        yield from _of_gemfile(lock, gemfile, filename_for(basename(place.path)))


def _of_gemfile(lock: Lock, gemfile: Gemfile, filename: str) -> Iterator[Problem]:
    """Yield a problem for each literal gem of a Gemfile that DEPENDENCIES lack or list differently."""
    entries = {entry.key: entry for entry in lock.packages}
    locked = {request.name: request.answers for request in lock.requests if request.asker == ROOT}
    for gem in gemfile.asked:
        held = [entries[key] for key in locked.get(gem.name, ()) if key in entries]
        what = shown(f"{gem.name} {gem.requirement}".strip())
        if gem.name not in locked:
            if gem.name != _BUNDLER:
                yield Problem(what, None, f"{filename} asks for it and the lock has no such dependency")
        elif gem.from_elsewhere:
            if held and all(entry.source is SourceKind.REGISTRY for entry in held):
                yield Problem(what, None, f"{filename} takes it from elsewhere and the lock from a registry")
        elif held and not any(gem_fits(LockRequest(ROOT, gem.name, gem.requirement), one) for one in held):
            yield Problem(what, None, f"{filename} asks for it and the lock holds {held[0].version}")


def gem_fits(request: LockRequest, entry: LockedPackage) -> bool:
    """Return whether the version of an entry is in the range; True where either cannot be read."""
    version, wanted = parse_version(entry.version or ""), _requirement(request.wanted)
    return version is None or wanted is None or wanted.accepts(version)


@lru_cache(maxsize=1024)
def _requirement(text: str) -> Requirement | None:
    return parse_requirement(text)
