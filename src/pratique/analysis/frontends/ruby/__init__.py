"""Ruby, of any version from 1.8 to 3.4: a source to its facts. Parsed, its names resolved, its data followed; never run."""

from pratique.analysis.engine import extraction
from pratique.analysis.facts import FileFacts
from pratique.analysis.frontends.ruby.coding import readable
from pratique.analysis.frontends.ruby.model import MODEL
from pratique.analysis.frontends.ruby.own_end import with_own_end

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def extract(source: bytes) -> FileFacts:
    """Read the facts of a Ruby source.

    Any bytes give facts, if only a problem: too large, not text, does not parse, too deep, cut.
    """
    return extraction.extract(MODEL, with_own_end(readable(source.removeprefix(_BYTE_ORDER_MARK))))
