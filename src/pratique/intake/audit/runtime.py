"""Reads the runtime versions in a project's files, and finds runtimes that are out of support.

The files are `.nvmrc` (nvm, "nvmrc"), `.node-version` and `.ruby-version` (their version managers), `.tool-versions` (asdf,
"Configuration"), `engines` and `volta` of package.json, and the RUBY VERSION of a Gemfile.lock (Bundler).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from pratique.core.advisory import NODE, RUBY, Product, RuntimeLine
from pratique.core.audit import Retired, RetiredKind
from pratique.errors import ParseError

Read = Callable[[str], bytes | None]
"""Returns the bytes of a project file by its path; None if the file is missing. Raises ParseError if the file cannot be read."""

_MOST_CHARS = 200
_NEWEST = ".999999999"
"""A number that is higher than any part of a released version."""
_EXACT = re.compile(r"v?([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?:-?[0-9A-Za-z.]{1,40})?)\Z")
_LINE = re.compile(r"v?([0-9]{1,4}(?:\.[0-9]{1,4})?)(?:\.x|\.\*)?\Z")
_RUBY = re.compile(
    r"(?:(ruby|jruby|mruby|truffleruby)[- ])?v?([0-9][0-9A-Za-z.-]{0,40}?)(?:-?p-?([0-9]{1,6}))?\Z"
)
_LOCKED_RUBY = re.compile(r"^RUBY VERSION\r?\n +([^\r\n]{1,80})\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A runtime in a project file, with an exact version or only a release line."""

    product: Product
    text: str
    """The version, or the release line such as `18`."""
    source: str
    exact: bool

    @property
    def release(self) -> str:
        """Return the version to match against advisories; for a release line, a version above all of its releases."""
        return self.text if self.exact else self.text + _NEWEST * (2 - self.text.count("."))


def read_runtimes(read: Read, gemfile_locks: Iterable[str] = ("Gemfile.lock",)) -> tuple[Named, ...]:
    """Return the runtimes in the project's files. Unreadable files are skipped."""
    found: dict[tuple[Product, str], Named] = {}
    for named in _all(read, gemfile_locks):
        found.setdefault((named.product, named.text), named)
    return tuple(found.values())


def _all(read: Read, gemfile_locks: Iterable[str]) -> Iterator[Named]:
    for filename in (".nvmrc", ".node-version"):
        yield from _node(_first_line(read, filename), filename)
    yield from _ruby(_first_line(read, ".ruby-version"), ".ruby-version")
    for tool, version in _tools(_text(read, ".tool-versions")):
        if tool in {"nodejs", "node"}:
            yield from _node(version, ".tool-versions")
        elif tool == "ruby":
            yield from _ruby(version, ".tool-versions")
    yield from _of_package_json(read)
    for path in gemfile_locks:
        told = _LOCKED_RUBY.search(_text(read, path))
        if told:
            yield from _ruby(told[1], path)


def named_node(text: str, source: str) -> Named | None:
    """Return Node.js with the version or release line in a text; None if the text has neither."""
    return next(_node(text, source), None)


def _node(text: str, source: str) -> Iterator[Named]:
    text = text.strip()
    if exact := _EXACT.match(text):
        yield Named(NODE, exact[1], source, exact=True)
    elif line := _LINE.match(text):
        yield Named(NODE, line[1], source, exact=False)


def _ruby(text: str, source: str) -> Iterator[Named]:
    match = _RUBY.match(text.strip())
    if match and match[2].count(".") >= 2:
        # Before 2.1 the patch level told releases apart; advisories write it as a fourth number.
        level = f".{match[3]}" if match[3] and match[2].startswith(("1.", "2.0.")) else ""
        yield Named(Product(RUBY.type, match[1] or RUBY.name), match[2] + level, source, exact=True)


def _tools(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) > 1:
            yield words[0], words[1]


def _of_package_json(read: Read) -> Iterator[Named]:
    try:
        value = msgspec.json.decode(read("package.json") or b"{}")
    except (ParseError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return
    for section in ("volta", "engines"):
        told = value.get(section) if isinstance(value, dict) else None
        version = told.get("node") if isinstance(told, dict) else None
        if isinstance(version, str) and len(version) <= _MOST_CHARS:
            # `18` or `18.x` in `engines` allows a line and chooses nothing: an exact version alone is one.
            yield from (named for named in _node(version, "package.json") if named.exact)


def _first_line(read: Read, path: str) -> str:
    return next((line for line in _text(read, path).splitlines() if line.strip()), "")[:_MOST_CHARS]


def _text(read: Read, path: str) -> str:
    try:
        data = read(path)
    except ParseError:
        return ""
    return "" if data is None else data.decode("utf-8", "replace")


def line_of(lines: Sequence[RuntimeLine], version: str) -> RuntimeLine | None:
    """Return the most specific release line of a version."""
    parts = version.split(".")
    fitting = [line for line in lines if line.line.split(".") == parts[: line.line.count(".") + 1]]
    return max(fitting, key=lambda line: line.line.count("."), default=None)


def out_of_support(
    named: Iterable[Named], lines: Mapping[Product, Sequence[RuntimeLine]], today: date
) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    """Return the runtimes that are out of support, and one sentence for each gap in the advisories.

    Advisories for Node.js omit release lines that were already out of support when the advisory was published. An old
    version without advisories therefore counts as unknown, not as unaffected. A release line that is not in the release
    schedule also counts as unknown.
    """
    retired: list[Retired] = []
    gaps: list[str] = []
    for item in named:
        known = lines.get(item.product, ())
        if not known:
            continue  # whether there must be a schedule is for the coverage to say
        line = line_of(known, item.text)
        purl = item.product.purl(item.text)
        if line is None:
            gaps.append(f"{purl}: the release schedule does not list this release line")
        elif line.end is not None and line.end < today:
            text = f"{item.product.name} {line.line} has had no support since {line.end.isoformat()}"
            retired.append(
                Retired(purl=purl, kind=RetiredKind.END_OF_LIFE, text=text, sources=(item.source,))
            )
            gaps.append(f"{purl}: {text}, so advisories may no longer cover it")
    return tuple(retired), tuple(gaps)
