"""Builds the specification that gem requests before a download (`/quick/Marshal.4.8/*.gemspec.rz`). This module does no I/O.

No list contains a digest of the specification file, and old versions of gem load arbitrary objects from this file.
The gate therefore builds this file from the metadata inside the judged gem. The fields have the order of
`Gem::Specification#_dump` (RubyGems 2.0 to 4.0). The specification file contains the deflated output of
`Gem::Specification#_dump`.
"""

import re
import zlib
from collections.abc import Iterator, Mapping

from pratique.archive.limits import Limits
from pratique.archive.notes import Notes
from pratique.archive.streams import ByteStream
from pratique.archive.tar import TarReader
from pratique.archive.unpacking import Unpacking
from pratique.ecosystems.rubygems.address import RUBY
from pratique.ecosystems.rubygems.metadata_yaml import MOST_BYTES, Node, Sequence, Table, Text, read_document
from pratique.ecosystems.rubygems.platform import parse_platform
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.rubygems.marshal import Dumped, Made, Plain, Symbol, Value, dumped

_FORMAT = 4
_ANY = ((">=", "0"),)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONG_AGO = "1980-01-02"
"""The date that gem writes for a gem without a date."""
_METADATA = ("metadata.gz", "metadata")
_OPERATORS = frozenset({"=", "!=", ">", "<", ">=", "<=", "~>"})
_MOST_ITEMS = 2_000
_MOST_TEXT = 100_000
_LIMITS = Limits(max_files=100, max_unpacked_bytes=MOST_BYTES, max_file_bytes=MOST_BYTES)
_OUTER = Limits(max_files=100)


def quick_spec(gem: bytes) -> bytes:
    """Return the specification of a gem in the format of gem servers. Raises ParseError for unreadable metadata."""
    document = read_document(_metadata(gem))
    members = document.members if isinstance(document, Table) else {}
    return zlib.compress(dumped(Dumped("Gem::Specification", dumped(list(_fields(members))))), 6)


def _metadata(gem: bytes) -> bytes:
    """Return the metadata that gem uses: the last metadata member of the archive."""
    notes = Notes("")
    found: tuple[str, bytes] | None = None
    for member in TarReader(ByteStream(iter((gem,))), _OUTER, notes).members():
        if member.name in _METADATA and member.data is not None:
            found = member.name, member.data
    if found is None:
        raise _unreadable("the archive contains no metadata")
    name, data = found
    if name == "metadata":
        return data
    return b"".join(Unpacking(data, "gzip", _LIMITS, notes).chunks())


def _fields(members: Mapping[str, Node]) -> Iterator[Value]:
    name, version = _text(members.get("name")), _version(members.get("version"))
    if name is None or version is None:
        raise _unreadable("the metadata does not specify a name and a version")
    platform = _platform(members)
    yield _text(members.get("rubygems_version")) or "0"
    yield _FORMAT
    yield name
    yield Made("Gem::Version", [version])
    date = _DATE.match(_text(members.get("date")) or "")
    yield date[0] if date else _LONG_AGO
    yield _text(members.get("summary")) or ""
    yield _requirement(members.get("required_ruby_version"))
    yield _requirement(members.get("required_rubygems_version"))
    yield _text(members.get("original_platform")) or platform
    yield list(_dependencies(members.get("dependencies")))
    yield ""  # rubyforge_project, which is no more
    yield _text_or_texts(members.get("email"))
    yield _texts(members.get("authors"))
    yield _text(members.get("description"))
    yield _text(members.get("homepage"))
    yield True  # has_rdoc
    yield _made_platform(platform)
    yield _texts(members.get("licenses"))
    yield {
        key: value
        for key, node in _members(members.get("metadata")).items()
        if (value := _text(node)) is not None
    }


def _dependencies(node: Node | None) -> Iterator[Value]:
    for item in _items(node):
        fields = _members(item)
        name = _text(fields.get("name"))
        if name is None:
            continue
        wanted = _requirement(fields.get("requirement") or fields.get("version_requirements"))
        kind = (_text(fields.get("type")) or "runtime").removeprefix(":")
        yield Plain(
            "Gem::Dependency",
            {
                "@name": name,
                "@requirement": wanted,
                "@type": Symbol("development" if kind == "development" else "runtime"),
                "@prerelease": _text(fields.get("prerelease")) == "true",
                "@version_requirements": wanted,
            },
        )


def _requirement(node: Node | None) -> Value:
    pairs: list[tuple[str, str]] = []
    for pair in _items(_members(node).get("requirements")):
        match _items(pair):
            case [operator, version]:
                sign, number = _text(operator), _version(version)
                if sign in _OPERATORS and number is not None:
                    pairs.append((sign or "", number))
    told: list[Value] = [[operator, Made("Gem::Version", [version])] for operator, version in pairs or _ANY]
    return Made("Gem::Requirement", [told])


def _made_platform(text: str) -> Value:
    platform = parse_platform(text)
    if platform is None:
        return RUBY
    return Plain("Gem::Platform", {"@cpu": platform.cpu, "@os": platform.os, "@version": platform.version})


def _platform(members: Mapping[str, Node]) -> str:
    node = members.get("platform")
    told = _text(node)
    if told is not None:
        return told
    words = [_text(_members(node).get(key)) for key in ("cpu", "os", "version")]
    return "-".join(word for word in words if word) or RUBY


def _version(node: Node | None) -> str | None:
    told = _text(node) or _text(_members(node).get("version"))
    return told if told is not None and parse_version(told) is not None else None


def _text_or_texts(node: Node | None) -> Value:
    return _texts(node) if isinstance(node, Sequence) else _text(node)


def _texts(node: Node | None) -> list[Value]:
    return [text for item in _items(node) if (text := _text(item)) is not None]


def _text(node: Node | None) -> str | None:
    return (node.value[:_MOST_TEXT] or None) if isinstance(node, Text) else None


def _items(node: Node | None) -> list[Node]:
    return node.items[:_MOST_ITEMS] if isinstance(node, Sequence) else []


def _members(node: Node | None) -> Mapping[str, Node]:
    return node.members if isinstance(node, Table) else {}


def _unreadable(why: str) -> ParseError:
    return ParseError(
        Reference.ARCHIVE_INVALID,
        f"the metadata of the gem cannot be read: {why}",
        hint="`gem specification FILE` shows what RubyGems reads",
    )
