"""The parts of a page, independent of its format. Texts are unescaped; the writers of the formats escape them."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several. Text between backticks is code."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement that something is unknown or was not written yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command for a shell, which people copy."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The cells of `rows` are as many as those of `head`."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


Part: TypeAlias = Paragraph | Missing | Command | Items | Table | Heading


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the page."""

    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A post-mortem."""

    title: str
    banner: str
    """The status of the incident in one sentence."""
    open: bool
    chapters: tuple[Chapter, ...]
