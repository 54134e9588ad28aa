"""What the parsers of a request know besides the text: the options, and the advisory data of this machine."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pratique.advisories.interface import Advisories
from pratique.advisories.sources.osv_affected import product_named
from pratique.core.advisory import Product
from pratique.core.names import Ecosystem
from pratique.respond.wanted.value import Misread, Wanted

ECOSYSTEMS_BY_WORD: Mapping[str, Ecosystem] = {
    "npm": Ecosystem.NPM,
    "npmjs": Ecosystem.NPM,
    "javascript": Ecosystem.NPM,
    "node": Ecosystem.NPM,
    "pypi": Ecosystem.PYPI,
    "pip": Ecosystem.PYPI,
    "python": Ecosystem.PYPI,
    "gem": Ecosystem.RUBYGEMS,
    "rubygems": Ecosystem.RUBYGEMS,
    "rubygem": Ecosystem.RUBYGEMS,
    "ruby": Ecosystem.RUBYGEMS,
}
"""The words with which tables and advisories name an ecosystem, in lower case."""
WORDS: Mapping[Ecosystem, str] = {
    Ecosystem.NPM: "npm",
    Ecosystem.PYPI: "PyPI",
    Ecosystem.RUBYGEMS: "RubyGems",
}
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The circumstances of a text that is parsed."""

    origin: str
    """Where the text comes from: `argument`, or a file with its line."""
    advisories: Advisories
    ecosystem: Ecosystem | None = None
    """The ecosystem of names that do not state one, from `--ecosystem`."""
    listed: bool = False
    """Whether the text is a line of a file, in which a single word may be a heading."""

    def at(self, origin: str) -> "Context":
        """Return the context of a line of a file."""
        return replace(self, origin=origin, listed=True)

    def misread(self, text: str, why: str) -> Wanted:
        """Return a request that consists of one text that could not be parsed."""
        return Wanted(misread=(Misread(self.origin, text[:_MOST_SHOWN], why),))

    def known_in(self, name: str) -> tuple[Ecosystem, ...]:
        """Return the ecosystems in which the advisory data contains a package with this name."""
        return tuple(ecosystem for ecosystem in Ecosystem if self._knows(product_named(ecosystem, name)))

    def _knows(self, product: Product | None) -> bool:
        return product is not None and any(True for _ in self.advisories.claims([product]))
