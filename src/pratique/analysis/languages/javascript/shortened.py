"""Sources that are large because of what they carry: a program for WebAssembly or a source map, in base64 in one piece.

A piece without a blank, a quote or a bracket can call nothing wherever it stands. Of a source that is too large to be parsed, each
keeps as much as makes it a literal that is too long to be read as code, which is what the rules are told of it. Lines stay as they are.
"""

import re

from pratique.analysis.languages.javascript.grammar import MOST_BYTES
from pratique.analysis.languages.javascript.literals import MOST_LITERAL

_KEPT = MOST_LITERAL + 1
# The look back keeps it linear: a run is tried at its start alone.
_PIECE = re.compile(rb"(?<![A-Za-z0-9+/=])([A-Za-z0-9+/=]{%d})[A-Za-z0-9+/=]++" % _KEPT)


def shortened(source: bytes) -> bytes:
    """A source above `MOST_BYTES` with its longest pieces cut; any other as it is."""
    return _PIECE.sub(rb"\1", source) if len(source) > MOST_BYTES else source
