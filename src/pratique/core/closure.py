"""Whether every request inside a lock is answered by an entry of it.

If no entry answers a request, or only one outside its range, the client resolves the request when it installs, and takes
a release that was not judged. The answer is then incomplete.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from typing import NamedTuple

from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Need, Problem

Fits = Callable[[LockRequest, LockedPackage], bool]
"""Whether an entry may answer a request; True if the two cannot be compared."""

NO_ENTRY = "the lock has no entry for it"

_MOST_CHARS = 120
_MOST_VERSIONS = 3


class OpenRequest(NamedTuple):
    """A request that no entry of its lock answers."""

    request: LockRequest
    why: str
    """The end of a sentence whose subject is the request."""

    @property
    def problem(self) -> Problem:
        """Return it as a problem of the lock."""
        asked = f"{self.request.name} {self.request.wanted}".strip()
        asker = "the project" if self.request.asker == ROOT else _shown(self.request.asker)
        return Problem(_shown(asked), self.request.line, f"{asker} asks for it and {self.why}")


def open_requests(
    lock: Lock,
    *,
    fits: Fits | None = None,
    replaced: Container[str] | None = None,
    passed_over: Collection[Need] = (Need.OPTIONAL_PEER,),
) -> Iterator[OpenRequest]:
    """Yield the requests of a lock that no entry answers, or only entries that do not fit.

    `replaced` are the names that the manifest overrides (overrides, resolutions): any entry of such a name fits. None
    means that the manifest is unknown, so every name may be overridden. The client does not install the kinds of
    requests in `passed_over`. The range of a peer is not compared: clients only warn about a peer outside of it.
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
                yield OpenRequest(request, f"the lock answers with {_held(map(_release, answers))}")


def _release(entry: LockedPackage) -> str:
    return f"{entry.package.name}@{entry.version or 'no version'}"


def _held(entries: Iterable[str]) -> str:
    named = list(dict.fromkeys(entries))
    more = len(named) - _MOST_VERSIONS
    return ", ".join(map(_shown, named[:_MOST_VERSIONS])) + (f" and {more} more" if more > 0 else "")


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - 1]}…"
