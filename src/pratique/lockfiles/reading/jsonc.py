"""Converts JSON with comments and trailing commas, which bun writes and reads as its lockfile, to plain JSON."""

import re

from pratique.lockfiles.reading.document import invalid, too_many

MOST_COMMENTS = 100_000
"""Maximum number of comments. Lockfiles of bun contain no comments."""

# Possessive throughout: each character is looked at once.
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_UP_TO_COMMENT = re.compile(rf'(?:[^"/]++|{_STRING}|/(?![/*]))*+', re.DOTALL)
# A text without an end is one match, or each of its escaped quotes would be the start of a search to the end.
_TRAILING_COMMA = re.compile(rf"({_STRING}|\"[\s\S]*+)|,(?=[ \t\r\n]*+[}}\]])", re.DOTALL)


def to_json(text: str, *, what: str) -> str:
    """Return the JSON text without comments and trailing commas; line numbers do not change.

    Invalid JSON stays unchanged, so that the JSON parser rejects it. Raises ParseError for an unterminated comment, or if the
    number of comments exceeds the limit.
    """
    return _TRAILING_COMMA.sub(r"\1", _without_comments(text, what=what))


def _without_comments(text: str, *, what: str) -> str:
    pieces: list[str] = []
    place = 0
    for _ in range(MOST_COMMENTS + 1):
        found = _UP_TO_COMMENT.match(text, place)
        end = found.end() if found else place
        pieces.append(text[place:end])
        mark = text[end : end + 2]
        if mark == "//":
            stop = text.find("\n", end)
            place = len(text) if stop < 0 else stop
        elif mark == "/*":
            stop = text.find("*/", end + 2)
            if stop < 0:
                line = text.count("\n", 0, end) + 1
                raise invalid(
                    f"{what} has an unterminated comment that starts in line {line}",
                    hint="regenerate the lockfile with `bun install`",
                )
            pieces.append("\n" * text.count("\n", end, stop) or " ")
            place = stop + 2
        else:
            # The end, or a string without an end.
            pieces.append(text[end:])
            return "".join(pieces)
    raise too_many(what, most=MOST_COMMENTS, of="comments")
