"""Clone families: malware that is the same but for names, strings and numbers counts as one.

The identifier-blind shape of an artifact: its twenty largest files of code, each without comments and blanks, with each name, string
and number written as one character, cut at 4,000 characters; hashed as a set. A file with less than 40 characters of shape is told by
its whole bytes.
"""

import hashlib
import re

from pratique.analysis.kinds import Code, classify, is_auxiliary
from pratique.core.tree import Tree

_TOKEN = re.compile(
    rb"#[^\n]*|//[^\n]*|/\*.*?\*/|(?:\"\"\".*?\"\"\"|'''.*?''')|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
    rb"|[A-Za-z_$][\w$]*|\d[\w.]*|\s+|.",
    re.DOTALL,
)
_MOST_BYTES = 200_000
_MOST_SHAPE = 4_000
_FEWEST = 40
_MOST_FILES = 20


def family(tree: Tree) -> str:
    """Name the family of an artifact: 12 hex digits."""
    code = [file for file in tree if isinstance(classify(file), Code) and not is_auxiliary(file.path)]
    largest = sorted(code or tree.files, key=lambda file: -file.size_bytes)[:_MOST_FILES]
    return hashlib.sha256("".join(sorted({_shape(file.data) for file in largest})).encode()).hexdigest()[:12]


def _shape(data: bytes) -> str:
    shape = bytearray()
    for match in _TOKEN.finditer(data[:_MOST_BYTES]):
        token = match.group()
        head = token[:1]
        if token[:2] in {b"//", b"/*"} or head == b"#" or head.isspace():
            continue
        if head in b"\"'`":
            shape += b"s"
        elif head.isalpha() or head in b"_$":
            shape += b"n"
        elif head.isdigit():
            shape += b"0"
        else:
            shape += token
        if len(shape) >= _MOST_SHAPE:
            break
    told = data if len(shape) < _FEWEST else bytes(shape[:_MOST_SHAPE])
    return hashlib.sha256(told).hexdigest()
