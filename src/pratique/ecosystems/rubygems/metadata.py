"""Parses a gem's metadata: the fields of `Gem::Specification` that Pratique uses.

The supported formats are those of RubyGems 1.3 to 3.6. A field of an unexpected type counts as unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pratique.ecosystems.rubygems.address import RUBY
from pratique.ecosystems.rubygems.metadata_yaml import Node, Sequence, Table, Text, read_document

_TEXT_LIMIT = 256
_PATH_LIMIT = 1024
_MOST_ITEMS = 2000
_RUNTIME = "runtime"
_DEFAULT_PATHS = ("lib",)
_DEFAULT_BINDIR = "bin"


@dataclass(frozen=True, slots=True)
class Named:
    """A path or a name, and its line number in the metadata."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GemMetadata:
    """The metadata of a gem. Texts are truncated at 256 characters, paths at 1,024, and lists at 2,000 items."""

    name: str | None = None
    version: str | None = None
    platform: str = RUBY
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """The run-time dependencies: gem names mapped to version requirements."""
    extensions: tuple[Named, ...] = ()
    """Files that an installation starts to build native code."""
    executables: tuple[Named, ...] = ()
    bindir: str = _DEFAULT_BINDIR
    require_paths: tuple[str, ...] = _DEFAULT_PATHS


def parse_metadata(data: bytes) -> GemMetadata:
    """Parse the metadata of a gem. Raises ParseError if the metadata is not YAML or not a mapping."""
    document = read_document(data)
    members = document.members if isinstance(document, Table) else {}
    return GemMetadata(
        name=_text(members.get("name")),
        version=_version(members.get("version")),
        platform=_platform(members),
        dependencies=_dependencies(members.get("dependencies")),
        extensions=tuple(_names(members.get("extensions"))),
        executables=tuple(_names(members.get("executables"))),
        bindir=_text(members.get("bindir"), most=_PATH_LIMIT) or _DEFAULT_BINDIR,
        require_paths=_require_paths(members.get("require_paths")),
    )


def _text(node: Node | None, *, most: int = _TEXT_LIMIT) -> str | None:
    return (node.value[:most] or None) if isinstance(node, Text) else None


def _items(node: Node | None) -> list[Node]:
    return node.items[:_MOST_ITEMS] if isinstance(node, Sequence) else []


def _member(node: Node | None, key: str) -> Node | None:
    return node.members.get(key) if isinstance(node, Table) else None


def _names(node: Node | None) -> Iterator[Named]:
    """Yield texts of a list; a single text counts as a list, as in `Array()`."""
    for item in [node] if isinstance(node, Text) else _items(node):
        if isinstance(item, Text) and item.value:
            yield Named(item.value[:_PATH_LIMIT], item.line)


def _version(node: Node | None) -> str | None:
    """Return the text of a version, which is a text or a mapping with the key `version` (`Gem::Version`)."""
    return _text(node) or _text(_member(node, "version"))


def _platform(members: Mapping[str, Node]) -> str:
    """Return the platform, which is a text or the three words of a `Gem::Platform`.

    Old gems have more details in `original_platform`.
    """
    node = members.get("platform")
    told = _text(node)
    if told is not None:
        return told
    words = [_text(_member(node, key)) for key in ("cpu", "os", "version")]
    return "-".join(word for word in words if word) or _text(members.get("original_platform")) or RUBY


def _require_paths(node: Node | None) -> tuple[str, ...]:
    """Return the folders for `require`. A few old gems nest the list (`flatten_require_paths`)."""
    found: list[str] = []
    for item in [node] if isinstance(node, Text) else _items(node):
        found += [named.text for named in _names(item)]
    return tuple(dict.fromkeys(found)) or _DEFAULT_PATHS


def _dependencies(node: Node | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in _items(node):
        name = _text(_member(item, "name"))
        kind = (_text(_member(item, "type")) or _RUNTIME).removeprefix(":")
        if name is None or kind != _RUNTIME:
            continue
        needed = _requirement(_member(item, "requirement"))
        wanted = needed or _requirement(_member(item, "version_requirements"))
        found[name] = ", ".join(dict.fromkeys(part for part in (found.get(name), wanted) if part))
    return found


def _requirement(node: Node | None) -> str:
    """Return version conditions in their usual spelling, such as `>= 1.0, < 4`; "" if there are none."""
    written: list[str] = []
    for pair in _items(_member(node, "requirements")):
        match _items(pair):
            case [operator, version]:
                written.append(f"{_text(operator) or '='} {_version(version) or '?'}")
    return ", ".join(written)
