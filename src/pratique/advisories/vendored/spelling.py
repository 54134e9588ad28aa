"""Converts version texts in library files to the version syntax of the product.

Examples in files and in RetireJS's repository: `1.8`, `1.0RC2`, `1.0.0.beta.3`, `1.6.0.3`, `1.12.4-aem`, and suffixes
of file names (`1.9.1.min`, `3.5.1.slim.min`).
"""

import re

from pratique.core.advisory import Product
from pratique.ecosystems.npm.versions import parse_version

MOST_CHARS = 64
"""The maximum length of a version text."""

_VERSION = re.compile(r"[0-9][0-9A-Za-z._-]*", re.ASCII)
_BUILD = re.compile(
    r"(?:[.-](?:min|slim|pack|packed|compressed|bundle|bundled|umd|esm|debug|src|all|full|prod))+\Z"
)
"""Words in file names that describe how a file was built. Retire.js removes only the word `min`."""
_PARTS = re.compile(r"([0-9]++)(?:\.([0-9]++))?+(?:\.([0-9]++))?+(?:\.([0-9]++))?+[._-]*+(.*)")
_IDENTIFIER_BREAK = re.compile(r"-*[._][._-]*")


def spell(product: Product, text: str) -> str | None:
    """Return the version in the syntax of the product, such as `1.8.0`, `1.0.0-RC2` or `1.6.0+3` for npm.

    Returns None for an invalid version.
    """
    bare = _BUILD.sub("", text.rstrip("._-"))
    if len(bare) > MOST_CHARS or not _VERSION.fullmatch(bare):
        return None
    return _spell_npm(bare) if product.type == "npm" else bare


def _spell_npm(text: str) -> str | None:
    match = _PARTS.fullmatch(text)
    assert match is not None  # the text begins with a digit
    major, minor, patch, fourth, rest = match.groups()
    main = ".".join(str(int(part or 0)) for part in (major, minor, patch))
    prerelease = ".".join(filter(None, _IDENTIFIER_BREAK.split(rest)))
    # A fourth number is a later build of the same version: npm's order has no place for it but build metadata.
    spelt = main + (f"-{prerelease}" if prerelease else "") + (f"+{int(fourth)}" if fourth else "")
    return spelt if parse_version(spelt) else None
