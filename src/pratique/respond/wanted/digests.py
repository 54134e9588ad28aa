"""Parses digests of artifacts: `sha512-BASE64`, `sha256:HEX`, or hex digits alone."""

import re

from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted, WantedDigest

_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_HEX = re.compile(r"[0-9a-fA-F]{32,128}\Z")
_LABELLED = re.compile(r"(?:md5|sha-?(?:1|256|384|512))[-:=]", re.IGNORECASE)


def read(text: str, context: Context) -> Wanted | None:
    """Return the digest that a text states; None if it states none.

    A digest may be that of an artifact or that of a single file, so both are searched for.
    """
    if _HEX.match(text):
        algorithm = _BY_LENGTH.get(len(text))
        if algorithm is None:
            return context.misread(text, "the number of hex digits belongs to no known digest")
        return of_digest(Digest(algorithm, text.lower()), context)
    if not _LABELLED.match(text):
        return None
    try:
        digest = Digest.parse(re.sub(r"\Asha-", "sha", text, flags=re.IGNORECASE))
    except ParseError as error:
        return context.misread(text, error.message)
    return of_digest(digest, context)


def of_digest(digest: Digest, context: Context) -> Wanted:
    """Return a request for the bytes with this digest, as an artifact and as a file."""
    own = str(digest)
    return Wanted(
        digests=(WantedDigest(id=own, digest=digest, origin=context.origin),),
        indicators=(
            Indicator(id=own, kind=IndicatorKind.FILE_HASH, value=digest.hex, origin=context.origin),
        ),
    )
