"""Checks that at least one entry of a lockfile satisfies each request in the lockfile.

If no entry satisfies a request, the client resolves the request during installation and may choose a release that was
not judged. The result for a lockfile with an unsatisfied request is incomplete.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from typing import NamedTuple

from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Need, Problem

Fits = Callable[[LockRequest, LockedPackage], bool]
"""A function that returns True if an entry may satisfy a request, or if entry and request cannot be compared."""

NO_ENTRY = "the lock has no matching entry"

_MOST_CHARS = 120
_MOST_VERSIONS = 3


class OpenRequest(NamedTuple):
    """A request that no entry of its lockfile satisfies."""

    request: LockRequest
    why: str
    """The reason why no entry satisfies the request, worded as the end of a sentence."""

    @property
    def problem(self) -> Problem:
        """Return the unsatisfied request as a problem of the lockfile."""
        asked = f"{self.request.name} {self.request.wanted}".strip()
        asker = "the project" if self.request.asker == ROOT else _shown(self.request.asker)
        return Problem(_shown(asked), self.request.line, f"{asker} requests this package, but {self.why}")


def open_requests(
    lock: Lock,
    *,
    fits: Fits | None = None,
    replaced: Container[str] | None = None,
    passed_over: Collection[Need] = (Need.OPTIONAL_PEER,),
) -> Iterator[OpenRequest]:
    """Yield the requests of a lockfile that have no matching entry, or only entries outside the requested range.

    `replaced` contains the names that the manifest overrides (overrides, resolutions). If the requested name is
    overridden, any entry with this name satisfies the request. If `replaced` is None, the manifest is unknown, and any
    name may be overridden. Requests of the kinds in `passed_over` are skipped, because the client does not install
    them. The version range of a peer dependency is ignored, because clients only warn about a mismatch.
    """
    entries = {package.key: package for package in lock.packages} if fits is not None else {}
    passed = frozenset(passed_over)
    peers = frozenset({Need.PEER, Need.OPTIONAL_PEER})
    for request in lock.requests:
        if not request.answers:
            if request.need not in passed:
                yield OpenRequest(request, NO_ENTRY)
        elif replaced is None or request.need in peers or request.name in replaced:
            continue
        elif not request.exact:
            yield OpenRequest(request, f"the lock has no entry for this range, only {_held(request.answers)}")
        elif fits is not None:
            answers = [entries[key] for key in request.answers if key in entries]
            if answers and not any(fits(request, entry) for entry in answers):
                yield OpenRequest(
                    request, f"the lock resolves the request to {_held(map(_release, answers))}"
                )


def _release(entry: LockedPackage) -> str:
    return f"{entry.package.name}@{entry.version or 'no version'}"


def _held(entries: Iterable[str]) -> str:
    named = list(dict.fromkeys(entries))
    more = len(named) - _MOST_VERSIONS
    return ", ".join(map(_shown, named[:_MOST_VERSIONS])) + (f" and {more} more" if more > 0 else "")


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - 1]}…"
