"""Reads VEX documents in OpenVEX or CycloneDX format."""

from pratique.advisories.ignores import cyclonedx_vex, openvex
from pratique.advisories.ignores.document import MOST_VEX_BYTES, bad
from pratique.advisories.ignores.said import Ignores

__all__ = ["MOST_VEX_BYTES", "parse_vex"]

_BOM = b'"bomFormat"'
_STATEMENTS = b'"statements"'


def parse_vex(data: bytes, origin: str) -> Ignores:
    """Parse a VEX document; `origin` is the file name in messages.

    Raises ParseError if the document is neither OpenVEX nor CycloneDX.
    """
    if _BOM in data:
        return cyclonedx_vex.parse(data, origin)
    if _STATEMENTS in data:
        return openvex.parse(data, origin)
    raise bad(origin, "the document is neither OpenVEX nor CycloneDX in JSON")
