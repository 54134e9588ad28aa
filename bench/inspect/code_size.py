"""How much code a folder has: files, lines, and tokens without comments, docstrings and line ends."""

import io
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LAYOUT = frozenset(
    (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
)
_IGNORED = frozenset((tokenize.COMMENT, tokenize.NL))


@dataclass(frozen=True, slots=True)
class CodeSize:
    """Python files, their lines and their tokens."""

    files: int
    lines: int
    tokens: int


def code_size(folder: Path) -> CodeSize:
    """Measure the Python files below a folder. Raises OSError; SyntaxError for a file that is no Python."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    return CodeSize(len(texts), sum(len(text.splitlines()) for text in texts), sum(map(count_tokens, texts)))


def count_tokens(text: str) -> int:
    """Count the tokens of a source. A string that is a statement of its own is a docstring. Raises SyntaxError, TokenError."""
    tokens = [one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type not in _IGNORED]
    return sum(map(len, _statements(tokens)))


def _statements(tokens: Iterable[tokenize.TokenInfo]) -> Iterable[list[tokenize.TokenInfo]]:
    statement: list[tokenize.TokenInfo] = []
    for token in tokens:
        if token.type not in _LAYOUT:
            statement.append(token)
        elif token.type in {tokenize.NEWLINE, tokenize.ENDMARKER}:
            if any(one.type != tokenize.STRING for one in statement):
                yield statement
            statement = []
