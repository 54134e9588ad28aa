"""How long the gate lets a client wait for an answer.

A client that gives up prints a timeout without a reason. The gate therefore answers before a client gives up, with
status 503, the reason and `Retry-After`, and continues with the work. The times were measured with each client's
default settings; see docs/reference/gate-clients.md.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from pratique.gate.decision.refusal import RETRY_AFTER_S, failed
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    BesideFileWanted,
    ListingWanted,
    NamedFileWanted,
    ReleaseWanted,
    Wanted,
    WriteWanted,
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one client waits for the first byte of a response."""

    agent: str
    """How the client's `User-Agent` header begins, in lower case."""
    gives_up_s: int
    """The time after which the client ends the connection."""
    answered_s: int | None
    """The time after which the gate answers; None if a 503 is final to the client, so that it waits for the answer itself."""


PATIENCE: tuple[Patience, ...] = (
    Patience("pip/", gives_up_s=15, answered_s=12),
    Patience("poetry/", gives_up_s=15, answered_s=12),
    Patience("uv/", gives_up_s=30, answered_s=25),
    Patience("rubygems/", gives_up_s=60, answered_s=None),
    Patience("ruby, rubygems/", gives_up_s=60, answered_s=None),
    Patience("pdm/", gives_up_s=420, answered_s=None),
)
"""The clients that give up before the default of `gate serve --wait` and try again after a 503, and those that fail at a 503.

gem tries again after its own timeout, four times. PDM waited for 420 seconds without giving up.

The table omits yarn 1 (30 seconds) and Bundler's requests for listings (10 seconds), because these clients fail at
a 503 but try again after their own timeout.
"""


def limit_s(wanted: Wanted, agent: str, most_s: float) -> float | None:
    """Return the time in seconds after which a client gets an answer; None for a request that writes.

    `most_s` is the limit for clients that try again after a 503.
    """
    if isinstance(wanted, WriteWanted):
        return None
    found = next((one for one in PATIENCE if agent.lower().startswith(one.agent)), None)
    if found is None:
        return most_s
    return LONGEST_S if found.answered_s is None else min(most_s, found.answered_s)


LONGEST_S = 600.0
"""The time after which every client gets an answer."""
MOST_RETRY_AFTER_S = 60
_MOST_WAITS = 10_000
_OTHER = "the registry's response is still being fetched"
_FORGOTTEN_AFTER_S = 600.0


@dataclass(slots=True)
class Waits:
    """Remembers since when clients wait for an answer, so that they ask less often for a large file.

    A client such as pip asks six times and follows `Retry-After`: with a fixed pause of 10 seconds, it would give up after two minutes.
    """

    monotonic: Callable[[], float] = time.monotonic
    _began: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """When the first client began to wait, and when the last client got a 503."""

    def retry_after_s(self, wanted: Wanted, waited_s: float) -> int:
        """Return the time after which to try again, in seconds: as long as the answer has taken so far, from 10 to 60 seconds."""
        now, what = self.monotonic(), _subject(wanted)
        if what == _OTHER:
            return RETRY_AFTER_S
        began, last = self._began.pop(what, (now - waited_s, now))
        if now - last > _FORGOTTEN_AFTER_S:
            began = now - waited_s
        self._began[what] = (began, now)
        while len(self._began) > _MOST_WAITS:
            self._began.popitem(last=False)
        return min(MOST_RETRY_AFTER_S, max(RETRY_AFTER_S, round(now - began)))

    def answered(self, wanted: Wanted) -> None:
        """Forget a request that got its answer."""
        self._began.pop(_subject(wanted), None)


def unready(wanted: Wanted, retry_after_s: int = RETRY_AFTER_S) -> Answer:
    """Return the response for a request whose answer takes longer than the client waits."""
    return failed(
        503,
        _subject(wanted),
        hint=f"retry in {retry_after_s} seconds; the gate continues meanwhile",
        retry_after_s=retry_after_s,
    )


def _subject(wanted: Wanted) -> str:
    match wanted:
        case (
            ArtifactWanted(package=package, version=version)
            | BesideFileWanted(artifact=ArtifactWanted(package=package, version=version))
            | NamedFileWanted(readings=(ArtifactWanted(package=package, version=version), *_))
        ):
            return f"{package.at(version)} is still being judged"
        case ListingWanted(package=package) | ReleaseWanted(listing=ListingWanted(package=package)):
            return f"the version listing of {package.name} is still being fetched"
        case _:
            return _OTHER
