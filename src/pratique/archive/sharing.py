"""Shares equal file contents between two archives in memory."""

from collections.abc import Iterable
from dataclasses import replace

from pratique.archive.member import Member
from pratique.core.tree import File

_FEWEST_BYTES = 4 * 1024
"""Minimum size of a file that is shared."""
_MOST_ALIKE = 8
"""Maximum number of files of equal size with which a member is compared."""


class Shared:
    """The contents of files that are already in memory."""

    def __init__(self, files: Iterable[File]) -> None:
        self._by_size: dict[int, list[bytes]] = {}
        for file in files:
            if file.size_bytes >= _FEWEST_BYTES:
                alike = self._by_size.setdefault(file.size_bytes, [])
                if len(alike) < _MOST_ALIKE:
                    alike.append(file.data)

    def members(self, found: Iterable[Member]) -> list[Member]:
        """Return the members; contents that are already in memory are not stored again."""
        return [self._shared(member) for member in found]

    def _shared(self, member: Member) -> Member:
        for data in self._by_size.get(len(member.data or b""), ()):
            if data == member.data:
                return replace(member, data=data)
        return member
