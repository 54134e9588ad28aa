"""Lists words that are often added to popular names: ordinary words, and words that attract users."""

from pratique.core.names import Ecosystem

AFFIXES: dict[Ecosystem, tuple[str, ...]] = {
    Ecosystem.NPM: ("js", "node", "nodejs", "javascript", "npm", "ts", "typescript", "jsx", "es", "es6"),
    Ecosystem.PYPI: ("py", "python", "python3", "py3", "python2", "pypi", "pip"),
    Ecosystem.RUBYGEMS: ("ruby", "rb", "gem", "rails"),
}
"""Words for the language of a package, which authors often add to or omit from a name."""

_LURES = (
    "advanced api app auto beta binary bot build builder cli client common compat config core css custom data debug dev dist "
    "easy editor extended express ext exp extra fast fix fixed free fork full generator github handler help helper helpers "
    "http https install installer internal io kit latest lib library lite loader local logger main manager "
    "mini mirror mod module modern modified new next official openai org original patch patched plain plugin plus "
    "prebuilt pro promise proxies proxy random react release runner sdk secure security server service setup simple "
    "soft source stable std super support test testing tool toolkit tools types ui update updated updater util "
    "utils v2 v3 validator verify web wrapper x "
)
LURES = frozenset(_LURES.split())
"""Words that promise an official, safer or easier form of a popular package."""
