"""Code behind the comments with which a file begins: a licence of 64 kB in front of it makes it no text.

Comments are those of JavaScript (ECMAScript 12.4 and B.1.1: `<!--` begins one in a script, too), with what may stand before the first
statement: a byte order mark, a line `#!`, blanks and semicolons.
"""

import re

_COMMENTS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:#![^\n]*+)?(?:[\s;]++|//[^\r\n]*+|<!--[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
)


def without_comments(data: bytes) -> bytes:
    """What is left of a file behind the comments with which it begins."""
    found = _COMMENTS.match(data)
    return data[found.end() :] if found is not None else data
