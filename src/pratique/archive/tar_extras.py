"""Parses extended tar headers: pax records, and GNU long names.

Sources: POSIX.1-2018 pax, section "pax Extended Header"; GNU tar's @LongLink members. npm splits pax records at line
ends and combines the values of several headers. pip counts bytes and uses the first header. The interpretations of npm
and pip are both computed, and a difference in a relevant field is reported as a dispute.
"""

import re
from collections.abc import Iterator

_RECORD = re.compile(rb"([0-9]{1,9}) ([^=\n]+)=")
_LINE_LENGTH = re.compile(rb"\s*([0-9]{1,9})")
_DECIMAL = re.compile(r"[0-9]{1,18}\Z")
_SPARSE = "GNU.sparse."
_KEYS_THAT_MATTER = frozenset({"path", "linkpath", "size"})


class Extras:
    """The values that extended headers contain for the member after these headers."""

    def __init__(self) -> None:
        self.path: str | None = None
        self.target: str | None = None
        self.size_bytes: int | None = None
        self.sparse = False
        self.disputes: list[str] = []
        self.pending = False
        """Whether an extended header precedes the next member."""

    def take_long_name(self, data: bytes) -> None:
        """Parse a GNU `L` member, which contains a long name."""
        self.pending = True
        self._set_path(_decoded(data))

    def take_long_target(self, data: bytes) -> None:
        """Parse a GNU `K` member, which contains a long link target."""
        self.pending = True
        self._set_target(_decoded(data))

    def take_records(self, data: bytes) -> None:
        """Parse the body of a pax `x` member."""
        self.pending = True
        found: dict[str, bytes] = {}
        end = count = 0
        for key, value, record_end in _records(data):
            found[key] = value
            end = record_end
            count += 1
        if data[end:].strip(b"\0"):
            self.disputes.append("the pax header is damaged")
        if data[:end].count(b"\n") != count and _by_lines(data) != _that_matter(found):
            self.disputes.append("npm and pip read the pax header differently")
        self._use(found)

    def take_global_records(self, data: bytes) -> None:
        """Parse the body of a pax `g` member.

        `git archive` writes a comment into a `g` member. File names or sizes in a global header are reported.
        """
        if any(key in _KEYS_THAT_MATTER or key.startswith(_SPARSE) for key, _, _ in _records(data)):
            self.disputes.append("a global pax header sets names or sizes of files")

    def _use(self, found: dict[str, bytes]) -> None:
        if "path" in found:
            if b"\0" in found["path"]:
                self.disputes.append("the pax name contains a NUL")
            self._set_path(_decoded(found["path"]))
        if "linkpath" in found:
            self._set_target(_decoded(found["linkpath"]))
        if "size" in found:
            self._set_size(_decoded(found["size"]))
        if any(key.startswith(_SPARSE) for key in found):
            self.sparse = True
            if "GNU.sparse.name" in found:
                self.path = _decoded(found["GNU.sparse.name"])

    def _set_path(self, path: str) -> None:
        if self.path not in {None, path}:
            self.disputes.append("two extended headers specify different names")
        self.path = path

    def _set_target(self, target: str) -> None:
        if self.target not in {None, target}:
            self.disputes.append("two extended headers specify different link targets")
        self.target = target

    def _set_size(self, digits: str) -> None:
        if not _DECIMAL.match(digits):
            self.disputes.append("the pax size is not a decimal number")
            return
        if self.size_bytes not in {None, int(digits)}:
            self.disputes.append("two extended headers specify different sizes")
        self.size_bytes = int(digits)


def _records(data: bytes) -> Iterator[tuple[str, bytes, int]]:
    """Yield the key, value and end of each record, `length key=value newline`, up to the first invalid record."""
    at = 0
    while match := _RECORD.match(data, at):
        end = at + int(match[1])
        if end <= match.end() or data[end - 1 : end] != b"\n":
            return
        yield match[2].decode("utf-8", "replace"), data[match.end() : end - 1], end
        at = end


def _by_lines(data: bytes) -> dict[str, bytes]:
    """Return the relevant records as npm finds them. npm accepts every line whose length equals the number at its start."""
    found: dict[str, bytes] = {}
    for line in data.removesuffix(b"\n").split(b"\n"):
        length = _LINE_LENGTH.match(line)
        if length is None or int(length[1]) != len(line) + 1:
            continue
        key, _, value = line[len(length[1]) + 1 :].partition(b"=")
        found[key.decode("utf-8", "replace")] = value
    return _that_matter(found)


def _that_matter(found: dict[str, bytes]) -> dict[str, bytes]:
    return {key: value for key, value in found.items() if key in _KEYS_THAT_MATTER}


def _decoded(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")
