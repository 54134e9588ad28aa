"""Yields the keys and brackets of a JSON text with their line numbers, which a decoded JSON value does not contain."""

import re
from collections.abc import Iterator

import msgspec

# On valid JSON this finds every string and every bracket, each once, in linear time.
_TOKEN = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(\s*+:)?+|[{}\[\]]', re.DOTALL)


def tokens(text: str) -> Iterator[tuple[str | None, str, int]]:
    """Yield each key and bracket of valid JSON with its line number, starting at 1.

    For a key, the pair of the decoded key and "" is yielded; for a bracket, the pair of None and the bracket.
    """
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        raw, colon = token.groups()
        if raw is not None and colon is None:  # a text that is no key
            continue
        start = token.start()
        line += text.count("\n", counted, start)
        counted = start
        if raw is None:
            yield None, token[0], line
        else:
            yield _unescaped(raw), "", line


def _unescaped(raw: str) -> str:
    return msgspec.json.decode(f'"{raw}"', type=str) if "\\" in raw else raw
