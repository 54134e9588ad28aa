"""Finds the lines of a proxy's log that may request a wanted artifact or a host of the attack, at the speed of a byte search."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pratique.ecosystems.pypi.file_names import SDIST_SUFFIXES
from pratique.respond.places.artifacts import Artifacts
from pratique.respond.places.log_text import Needles
from pratique.respond.wanted.value import IndicatorKind, Wanted

_FEW = 8
"""Up to this many names, one search each is faster than to look at each path."""
_STEM = re.compile(rb"[a-z0-9]*")
_SUFFIXES = tuple(
    suffix.encode()
    for suffix in (".tgz", ".whl", ".gem", ".egg", *(one.lower() for one in SDIST_SUFFIXES if one != ".tgz"))
)
_LONGEST_NAME = 512


@dataclass(frozen=True)
class RequestSuspects:
    """Implements `Suspects`."""

    wanted: Wanted

    @cached_property
    def artifacts(self) -> Artifacts:
        """Return the wanted artifacts."""
        return Artifacts(self.wanted)

    @cached_property
    def hosts(self) -> dict[str, str]:
        """Return the ids of the indicators that are hosts or addresses, by host."""
        found: dict[str, str] = {}
        for one in self.wanted.indicators:
            if one.kind is IndicatorKind.HOST:
                found.setdefault(one.value.lower(), one.id)
            elif one.kind is IndicatorKind.URL:
                host = one.value.lower().partition("://")[2] or one.value.lower()
                found.setdefault(re.split("[/:?#]", host, maxsplit=1)[0], one.id)
        found.pop("", None)
        return found

    @cached_property
    def _few(self) -> Needles | None:
        names = {name.rpartition("/")[2].lower() for _, name in self.wanted.by_package}
        if len(names) > _FEW:
            return None
        # Python's file names spell a name with any joiner.
        return Needles(
            tuple(sorted({re.split("[-_.]", name, maxsplit=1)[0].encode() for name in names} - {b""}))
        )

    @cached_property
    def _host_needles(self) -> Needles:
        return Needles(tuple(host.encode() for host in self.hosts))

    def offsets(self, lower: bytes) -> list[int]:
        """Return the offsets of the matches in a lower-case text, sorted."""
        found = self._host_needles.offsets(lower)
        found.extend(self._segments(lower) if self._few is None else self._few.offsets(lower))
        return sorted(found)

    def _segments(self, lower: bytes) -> Iterator[int]:
        stems = self.artifacts.stems
        for suffix in _SUFFIXES:
            end = lower.find(suffix)
            while end >= 0:
                start = lower.rfind(b"/", max(0, end - _LONGEST_NAME), end) + 1
                stem = _STEM.match(lower, start)
                if stem is not None and stem[0] in stems:
                    yield start
                end = lower.find(suffix, end + 4)
