"""What the tables of a compiled file say: for which machine, what it asks others for, where text may lie."""

import struct
from dataclasses import dataclass

MOST_IMPORTS = 5_000
"""Names kept of one file."""
MOST_NAME = 200
"""Characters kept of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts of a compiled file; ranges are (start, end) in bytes, inside the file and in order."""

    architecture: str = ""
    imports: tuple[str, ...] = ()
    """Names that it asks other libraries for."""
    texts: tuple[tuple[int, int], ...] = ()
    """Where data lies, which is where text is; empty when the tables do not tell."""
    code: tuple[tuple[int, int], ...] = ()
    """Where code lies."""
    sections: tuple[str, ...] = ()
    """Names of the sections."""
    end: int = 0
    """Where the file ends by its tables; 0 when they do not tell. What follows is an overlay."""


class Bytes:
    """Reading of numbers and names from bytes that may lie. Every method raises ValueError outside of the data."""

    def __init__(self, data: bytes, *, little: bool = True) -> None:
        self.data = data
        self.order = "<" if little else ">"

    def numbers(self, form: str, at: int) -> tuple[int, ...]:
        """Unpack numbers in the byte order of the file, at an offset."""
        if not 0 <= at <= len(self.data):
            raise ValueError("outside of the data")
        try:
            return struct.unpack_from(self.order + form, self.data, at)
        except struct.error:
            raise ValueError("after the end") from None

    def number(self, form: str, at: int) -> int:
        """Unpack one number."""
        return self.numbers(form, at)[0]

    def name(self, at: int) -> str:
        """Text up to the next zero byte, cut at `MOST_NAME`."""
        if not 0 <= at < len(self.data):
            raise ValueError("outside of the data")
        end = self.data.find(b"\0", at, at + MOST_NAME)
        return self.data[at : end if end >= 0 else at + MOST_NAME].decode("latin-1")

    def inside(self, start: int, size: int) -> tuple[int, int] | None:
        """A range cut to the data; None when nothing of it is inside."""
        if start < 0 or size <= 0 or start >= len(self.data):
            return None
        return start, min(start + size, len(self.data))
