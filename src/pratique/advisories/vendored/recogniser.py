"""Detects libraries that were copied into a file, from its bytes.

The detection follows retire (`node/lib/retire.js`, `node/src/scanner.ts`) with two differences. First, retire reads the
content only if the name gives no result, and the hash only if the content gives no result. Pratique uses the name, the
content and the hash, and reports the most certain result. Second, path patterns are matched only below the last
`node_modules`, because pnpm and Yarn have `name@version` in folder names.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from pratique.advisories.vendored.expression import UnusableError
from pratique.advisories.vendored.manifests import is_manifest, read_manifest
from pratique.advisories.vendored.pattern import (
    Pattern,
    compile_name,
    compile_replacement,
    compile_search,
    options,
    refusal,
)
from pratique.advisories.vendored.spelling import spell
from pratique.core.advisory import Product
from pratique.core.audit import CopyKind, VendoredCopy
from pratique.ecosystems.reading.json_values import read_any, table, text_table

SUFFIXES = (".js", ".mjs", ".cjs")
"""The suffixes of files that are searched by name and content. HTML pages with scripts and the content of archives are
not searched.
"""
_MOST_PATTERNS = 10_000
_DOTTED = re.compile(r"[0-9]+\.[0-9]")
"""The beginning of a version in a path. In a path, a number without a dot does not count as a version, because folders
have names such as `2015-08` and `3rdparty`."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The copies that were recognised in one file."""

    copies: tuple[VendoredCopy, ...]
    cut: bool = False
    """True if the search stopped at the limit for one file, so that copies may be missing."""


@dataclass(slots=True)
class _Patterns:
    """A set of patterns that are matched together in one pass over a text."""

    asked: list[tuple[Product, Pattern]] = field(default_factory=list)
    _filter: Any = field(default_factory=re2.Filter)

    def add(self, product: Product, pattern: Pattern) -> None:
        try:
            self._filter.Add(pattern.loose, options())
        except re2.error as error:
            raise UnusableError(refusal(error)) from None
        self.asked.append((product, pattern))

    def ready(self) -> None:
        if self.asked:
            self._filter.Compile()

    def find(self, data: bytes) -> Iterator[tuple[Product, list[str], bool]]:
        """For each matching pattern, yield the product, the versions, and whether the search stopped at its limit."""
        for index in (self._filter.Match(data) or ()) if self.asked and data else ():
            product, pattern = self.asked[index]
            hits = pattern.find(data)
            yield product, hits.versions, hits.cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """Recognises the vendored libraries that advisory sources describe."""

    content: _Patterns
    names: _Patterns
    addresses: _Patterns
    hashes: Mapping[str, tuple[Product, str]]
    """The known files, by the sha1 of their content in hexadecimal digits."""
    bower: Mapping[str, Product]
    unused: tuple[str, ...]
    """Patterns that cannot be used, each with the reason. The text of the reason is untrusted."""

    @classmethod
    def of(cls, datas: Sequence[bytes]) -> "Recogniser":
        """Compile the patterns in `Detectors` rows. Malformed rows are listed in `unused` and do not raise an error."""
        maker = _Maker()
        for data in datas:
            maker.read(data)
        return maker.made()

    @property
    def has_patterns(self) -> bool:
        """Return True if there is any detector by name, content or hash."""
        return bool(self.hashes or any(each.asked for each in (self.content, self.names, self.addresses)))

    @staticmethod
    def wants(path: str) -> bool:
        """Return True if a file with this path should be searched. The path has forward slashes."""
        return path.endswith(SUFFIXES) or is_manifest(path)

    def copies(self, path: str, data: bytes) -> tuple[VendoredCopy, ...]:
        """Return the copies in a file, without duplicates.

        Each copy is returned with the most reliable method that recognised it.
        """
        return self.recognise(path, data).copies

    def recognise(self, path: str, data: bytes) -> Recognised:
        """Return the copies in a file, and whether the search stopped at the limit for one file."""
        if not path.endswith(SUFFIXES):
            named = read_manifest(path, data, self.bower)
            return Recognised(tuple(_copy(path, each, CopyKind.MANIFEST) for each in named))
        text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
        found: dict[tuple[Product, str], CopyKind] = {}
        for each in (data,) if text is data else (data, text):
            if known := self._by_hash(each):
                found[known] = CopyKind.HASH
        cut = _note(self.content, text, CopyKind.CONTENT, found)
        shown = "/" + path.rpartition("node_modules/")[2]
        _note(self.addresses, _encoded(shown), CopyKind.FILENAME, found)
        _note(self.names, _encoded(path.rpartition("/")[2]), CopyKind.FILENAME, found)
        return Recognised(tuple(_copy(path, each, kind) for each, kind in found.items()), cut)

    def _by_hash(self, data: bytes) -> tuple[Product, str] | None:
        if not self.hashes:
            return None
        return self.hashes.get(hashlib.sha1(data, usedforsecurity=False).hexdigest())


def _encoded(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _note(asked: _Patterns, data: bytes, kind: CopyKind, found: dict[tuple[Product, str], CopyKind]) -> bool:
    cut = False
    for product, versions, more in asked.find(data):
        cut |= more
        for told in versions:
            version = spell(product, told)
            if version and (kind is CopyKind.CONTENT or _DOTTED.match(told)):
                found.setdefault((product, version), kind)
    return cut


def _copy(path: str, named: tuple[Product, str], kind: CopyKind) -> VendoredCopy:
    product, version = named
    return VendoredCopy(path=path, product=product, version=version, kind=kind)


@dataclass(slots=True)
class _Maker:
    content: _Patterns = field(default_factory=_Patterns)
    names: _Patterns = field(default_factory=_Patterns)
    addresses: _Patterns = field(default_factory=_Patterns)
    hashes: dict[str, tuple[Product, str]] = field(default_factory=dict)
    bower: dict[str, Product] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    _seen: set[tuple[str, Product, str]] = field(default_factory=set)

    def read(self, data: bytes) -> None:
        """Add the detectors in one document. `sources.retire` defines the format of the document."""
        components = table(read_any(data)).get("components")
        if not isinstance(components, list):
            self.unused.append("invalid detectors")
            return
        for component in map(table, components):
            type_, name = component.get("type"), component.get("name")
            if isinstance(type_, str) and isinstance(name, str):
                self._component(Product(type_, name), component)

    def _component(self, product: Product, component: Mapping[str, Any]) -> None:
        for name in (*_texts(component.get("bower")), product.name):
            self.bower.setdefault(name, product)
        for digest, told in text_table(component.get("hashes")).items():
            if version := spell(product, told):
                self.hashes.setdefault(digest.lower(), (product, version))
        for kind, (read, patterns) in self._kinds().items():
            for source in _texts(component.get(kind)):
                if (kind, product, source) not in self._seen:
                    self._seen.add((kind, product, source))
                    self._pattern(read, patterns, product, source)

    def _kinds(self) -> Mapping[str, tuple[Callable[[str], Pattern], _Patterns]]:
        return {
            "filecontent": (compile_search, self.content),
            "filecontentreplace": (compile_replacement, self.content),
            "filename": (compile_name, self.names),
            "uri": (compile_search, self.addresses),
        }

    def _pattern(
        self, read: Callable[[str], Pattern], patterns: _Patterns, product: Product, source: str
    ) -> None:
        try:
            if len(self._seen) <= _MOST_PATTERNS:
                patterns.add(product, read(source))
                return
            why = f"there are more than {_MOST_PATTERNS} patterns"
        except UnusableError as error:
            why = error.why
        self.unused.append(f"{product.name}: {why}: {source[:200]}")

    def made(self) -> Recogniser:
        for patterns in (self.content, self.names, self.addresses):
            patterns.ready()
        return Recogniser(
            content=self.content,
            names=self.names,
            addresses=self.addresses,
            hashes=self.hashes,
            bower=self.bower,
            unused=tuple(self.unused),
        )


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
