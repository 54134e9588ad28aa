"""Splits the bytes of a lockfile into its entries and the text around them, without parsing them.

The rules follow the layout that the package managers write. A file with another layout, such as JSON on one line, has no
entries here, and is then parsed as a whole.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple


class Segment(NamedTuple):
    """A part of a lockfile, with whole lines or, in JSON, a member of an object without its comma."""

    text: bytes
    group: bytes | None
    """The key of the entry; None for text around entries, which is needed to parse any entry.

    Segments with the same group describe the same release in two sections, and are parsed together.
    """


Split = Callable[[bytes], list[Segment]]


class Layout(NamedTuple):
    """How a format is split, and joined again from some of its segments."""

    split: Split
    comma: bool = False
    """Whether a comma separates entries (JSON)."""
    dialect: re.Pattern[bytes] | None = None
    """The text that decides how entries are read, such as the version of the format."""


_JSON_LINE = re.compile(rb'\A\{\r?\n([ \t]+)"')


def _json(sections: Callable[[bytes], bool]) -> Split:
    """Return the split of a JSON object of objects, whose sections accepted by `sections` hold the entries."""

    def split(data: bytes) -> list[Segment]:
        found = _JSON_LINE.match(data)
        if found is None or b"\r" in data:
            return [Segment(data, None)]
        unit = found[1]
        start, close = b"\n" + unit + unit + b'"', b"\n" + unit + b"}"
        opens = re.compile(b"\n" + unit + rb'"((?:[^"\\\n]|\\.)*+)": ?\{\Z')
        first, *pieces = data.split(start)
        segments = [Segment(first, None)]
        section = _opened(opens, first)
        for piece in pieces:
            inside, closing, after = piece.partition(close)
            keep = section is not None and sections(section) and not piece.startswith(b'":')
            body = (start + inside).rstrip().rstrip(b",")
            if keep:
                segments.append(Segment(body, b"%s\0%s" % (section, piece.partition(b'"')[0])))
            else:
                segments.append(Segment(body, None))
            if closing:
                segments.append(Segment(closing + after, None))
                section = _opened(opens, after)
        return segments

    return split


def _opened(opens: re.Pattern[bytes], text: bytes) -> bytes | None:
    found = opens.search(text)
    return None if found is None else found[1]


_BLANK = re.compile(rb"(?<=\n)\n")


def _paragraphs(data: bytes) -> list[Segment]:
    """Split yarn.lock at empty lines."""
    if b"\r" in data:
        return [Segment(data, None)]
    found = []
    for part in _BLANK.split(data):
        text = part + b"\n"
        head = part.lstrip()
        around = not head or head.startswith((b"#", b"__metadata"))
        found.append(Segment(text, None if around else part.partition(b"\n")[0]))
    return found


_PNPM_SECTIONS = (b"packages:", b"snapshots:")
_PNPM_START = re.compile(rb"^(?:(?=[^\s#])|  (?=[^\s#]))", re.MULTILINE)


def _pnpm(data: bytes) -> list[Segment]:
    """Split pnpm-lock.yaml into the members of `packages` and `snapshots`."""
    if b"\r" in data:
        return [Segment(data, None)]
    found: list[Segment] = []
    inside = False
    for part in _parts(_PNPM_START, data):
        if not part.startswith(b"  "):
            inside = part.startswith(_PNPM_SECTIONS)
            found.append(Segment(part, None))
        elif inside:
            key = part[2:].partition(b"\n")[0].strip(b" '\"").partition(b"(")[0].partition(b"'")[0]
            found.append(Segment(part, key.partition(b":")[0].removeprefix(b"/").partition(b"_")[0]))
        else:
            found.append(Segment(part, None))
    return found


_TABLE = re.compile(rb"^(?=\[)", re.MULTILINE)
_PACKAGE = (b"[[package]]", b"[[packages]]")
_OF_PACKAGE = (b"[package.", b"[[package.", b"[packages.", b"[[packages.")
_NAME = re.compile(rb'^name\s*=\s*"([^"\n]*)"', re.MULTILINE)


def _toml(data: bytes) -> list[Segment]:
    """Split a TOML lockfile into its package tables, each with its inner tables."""
    found: list[Segment] = []
    text: list[bytes] = []
    is_entry = False
    for part in _parts(_TABLE, data):
        if is_entry and part.startswith(_OF_PACKAGE):
            text.append(part)
            continue
        if text:
            found.append(_table(b"".join(text), is_entry=is_entry))
        text, is_entry = [part], part.startswith(_PACKAGE)
    if text:
        found.append(_table(b"".join(text), is_entry=is_entry))
    return found


def _table(text: bytes, *, is_entry: bool) -> Segment:
    name = _NAME.search(text) if is_entry else None
    return Segment(text, None if name is None else name[1])


_REQUIREMENT = re.compile(rb"^(?=[^\s#])", re.MULTILINE)
_REQUIREMENT_NAME = re.compile(rb"[A-Za-z0-9._-]++")


def _requirements(data: bytes) -> list[Segment]:
    """Split a requirements file into its requirements with their continuation lines; options are text around them."""
    found: list[Segment] = []
    for part in _parts(_REQUIREMENT, data):
        name = _REQUIREMENT_NAME.match(part)
        continued = bool(found) and found[-1].text.rstrip().endswith(b"\\")
        if name is None or part.startswith(b"-") or continued:
            found.append(Segment(part, None))
        else:
            found.append(Segment(part, name[0]))
    return found


def _parts(start: re.Pattern[bytes], data: bytes) -> Iterator[bytes]:
    """Yield the text before the first match, and from each match to the next."""
    ends = [found.start() for found in start.finditer(data)]
    ends = [0, *ends, len(data)] if not ends or ends[0] else [*ends, len(data)]
    for at, end in pairwise(ends):
        if at < end:
            yield data[at:end]


LAYOUTS: Mapping[str, Layout] = {
    "Pipfile.lock": Layout(_json(lambda name: name != b"_meta"), comma=True),
    "bun.lock": Layout(_json(lambda name: name == b"packages"), comma=True),
    "package-lock": Layout(
        _json(lambda name: name in {b"packages", b"dependencies"}),
        comma=True,
        dialect=re.compile(rb'"lockfileVersion"\s*+:[^\n]*+'),
    ),
    "pdm.lock": Layout(_toml),
    "pnpm-lock": Layout(_pnpm, dialect=re.compile(rb"^lockfileVersion:[^\n]*+", re.MULTILINE)),
    "poetry.lock": Layout(_toml),
    "pylock.toml": Layout(_toml),
    "requirements.txt": Layout(_requirements),
    "uv.lock": Layout(_toml),
    "yarn.lock": Layout(_paragraphs, dialect=re.compile(rb"^__metadata:\n  version:[^\n]*+", re.MULTILINE)),
}
"""The layout of each format by its name in `pratique.lockfiles.LOCKFILES`. Other formats are parsed as a whole."""


def joined(layout: Layout, segments: list[Segment]) -> tuple[bytes, list[tuple[int, int]]]:
    """Return the text of some segments of a file, and the first and last line of each."""
    parts: list[bytes] = []
    lines: list[tuple[int, int]] = []
    line = 1
    for number, segment in enumerate(segments):
        text = segment.text
        following = segments[number + 1].text if number + 1 < len(segments) else b""
        if layout.comma and text.lstrip().startswith(b'"') and following.lstrip().startswith(b'"'):
            text += b","
        leading = 1 if text.startswith(b"\n") else 0
        breaks = text.count(b"\n")
        lines.append((line + leading, line + breaks))
        line += breaks
        parts.append(text)
    return b"".join(parts), lines
