"""Defines a secret that was found in a file, and how reports mask its value."""

from dataclasses import dataclass, field

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a file. `repr` and `masked` do not contain its value."""

    rule: str
    what: str
    """The kind of secret, such as `an npm access token`."""
    value: bytes = field(repr=False)
    at: int
    """The offset of the value in the file."""
    prefix: str = ""
    """The fixed first characters of this kind of secret, which reports may show."""
    sure: bool = True
    """Whether the form proves that the value is a secret. Values that may be public are only noted."""

    @property
    def masked(self) -> str:
        """Return a text that identifies the value without showing it: its fixed first characters and its length."""
        return f"{self.prefix[:_SHOWN]}\N{HORIZONTAL ELLIPSIS} ({len(self.value)} characters)"


def line_of(data: bytes, at: int) -> int:
    """Return the line number of an offset, from 1."""
    return data.count(b"\n", 0, at) + 1
