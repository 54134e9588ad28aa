"""Locks of Bundler against themselves, and against what a Gemfile says of platforms."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename

from pratique.core.closure import open_requests
from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Problem
from pratique.ecosystems.rubygems_requirements import Requirement, parse_requirement
from pratique.ecosystems.rubygems_versions import parse_version
from pratique.intake.agreement.place import Place
from pratique.lockfiles.rubygems.gemfile import filename_for, read_gemfile


def gem_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Tell what the project and the gems of a lock ask for and the lock does not hold."""
    gemfile = place.read(filename_for(basename(place.path)), read_gemfile)
    for one in open_requests(lock, fits=gem_fits, replaced=frozenset()):
        limited = gemfile is not None and gemfile.may_leave_out(one.request.name)
        if one.request.answers or one.request.asker != ROOT or not limited:
            yield one.problem


def gem_fits(request: LockRequest, entry: LockedPackage) -> bool:
    """Whether the version of an entry is in the range; True where either cannot be read."""
    version, wanted = parse_version(entry.version or ""), _requirement(request.wanted)
    return version is None or wanted is None or wanted.accepts(version)


@lru_cache(maxsize=1024)
def _requirement(text: str) -> Requirement | None:
    return parse_requirement(text)
