"""What a .npmrc beside a lock says about peers.

Facts: npm 7 to 12, setting `legacy-peer-deps`: peers are neither installed nor compared. The file is an ini file; the last
line of a key counts.
"""

import re

from pratique.lockfiles.reading.document import read_text

FILENAME = ".npmrc"
_MOST_BYTES = 1024 * 1024
_LINE = re.compile(r"[ \t]*legacy-peer-deps[ \t]*(?:=[ \t]*(\S*))?[ \t]*")
_FALSE = frozenset({"false", "0", "null", "undefined"})


def leaves_peers(data: bytes) -> bool:
    """Whether it makes npm leave peers alone. Raises ParseError when it is no text."""
    found = False
    for line in read_text(data, what=FILENAME, most_bytes=_MOST_BYTES).splitlines():
        match = _LINE.fullmatch(line)
        if match is not None:
            found = (match[1] or "true").strip("\"'") not in _FALSE
    return found
