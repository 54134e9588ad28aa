"""Which addresses a source shows to who reads it."""

import re
from dataclasses import dataclass

from pratique.analysis.hosts import registrable

_MOST_SEARCHED = 1 << 32
"""Bytes gone through to tell which of the addresses that no literal begins with the source shows all the same."""
_NAME = rb"[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"
_NAMED = re.compile(rb"(?://|[\"'`@])(" + _NAME + rb")")
_WHOLE_NAME = re.compile(_NAME)
_OPENERS = frozenset(b"\"'`@")
_FEW_HOSTS = 10
"""Hosts that are looked for one by one; for more, all that the source names are found together."""
_FEW_PLACES = 100
_HOST = re.compile(r"\A(?:[A-Za-z][\w+.-]{0,30}://)?(?:[^/?#@\s]{0,200}@)?([^/?#:@\s]{1,255}).*\Z", re.DOTALL)


def host_of(address: str) -> str:
    """Return the host in an address, as it is written there."""
    return _HOST.sub(r"\1", address, count=1)


@dataclass(slots=True)
class Shown:
    """The addresses that a source shows, as far as they are asked for."""

    plain: bytes
    cut: bool = False
    """Whether there was too much to search: what was asked for since then counts as shown."""
    _hosts: frozenset[bytes] | None = None
    _asked: int = 0
    _searched: int = 0

    def names(self, address: str) -> bool:
        """Whether the source shows an address, its host, or the domain that this belongs to."""
        host = host_of(address)
        return self._names(host) or any(map(self._shows, (address, host, registrable(host))))

    def _names(self, host: str) -> bool:
        """Whether a literal of the source begins with a host, or names it behind `//`: found once for all of them."""
        raw = host.encode("utf-8", "replace")
        if self._hosts is None and self._asked < _FEW_HOSTS:
            self._asked += 1
            found = _is_named(self.plain, raw)
            if found is not None:
                return found
        if self._hosts is None:
            self._hosts = frozenset(_NAMED.findall(self.plain))
        return raw in self._hosts

    def _shows(self, text: str) -> bool:
        self._searched += len(self.plain)
        if self._searched > _MOST_SEARCHED:
            self.cut = True
            return True
        return bool(text) and text.encode("utf-8", "replace") in self.plain


def _is_named(source: bytes, host: bytes) -> bool | None:
    """Whether `_NAMED` finds a host in a source; None where it stands in too many places to look at each.

    No match holds what another begins with, so that each place can be looked at by itself.
    """
    if not _WHOLE_NAME.fullmatch(host):
        return False
    place = -1
    for _ in range(_FEW_PLACES):
        place = source.find(host, place + 1)
        if place < 0:
            return False
        if place and (source[place - 1] in _OPENERS or source[max(place - 2, 0) : place] == b"//"):
            match = _WHOLE_NAME.match(source, place)
            if match is not None and match.group() == host:
                return True
    return None
