"""Escapes text from artifacts and registries for output.

Publishers choose file names, messages and code. Without escapes, such text could move a terminal's cursor, reverse
the reading order, open a link, notify people or close a table. Markdown is escaped only with character references,
never with backslashes. Every Markdown parser reads a character reference as text, also inside a table, a raw HTML
block and a `<code>` element. Code hosts search the rendered text again for mentions, issue numbers, URLs and emoji
names; a zero-width space, written as a character reference, prevents a match. `code` omits the zero-width space,
because hosts do not change code and people copy names and commands from code.
"""

import re
import unicodedata
from collections.abc import Callable

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_MOST_GROWTH = 3
_BREAK = "\0"
"""A placeholder for a zero-width space while text is escaped. Escaped text never contains this character."""
_LIVE = re.compile(
    r"""
    (?<=[@\#!~%&$^])(?=\S)          # people, issues, merge requests, labels, milestones, epics, snippets, alerts
    | (?<=:)(?=//)                  # addresses
    | (?<=:)(?=[\w+-]{1,80}:)       # emoji
    | (?<=\bwww)(?=\.)
    | (?<=\bgh)(?=-\d)              # issues under another spelling
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OPENING = re.compile(r"[-= ]|\d{1,9}\.(?: |\Z)", re.ASCII)
"""Matches text that would begin a list, a heading or a code block at the start of a line or of a list item."""
_REFERENCES = str.maketrans(
    {character: f"&#{ord(character)};" for character in "\\`*_{}[]()#+!|~$@^"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", _BREAK: "&#8203;"}
)


def escape(text: str, *, most: int | None = None) -> str:
    """Return the text with each control, format, private or unassigned character written as an escape sequence.

    `most` is the maximum length in characters. A longer result is shortened with an ellipsis.
    """
    if text.isascii() and text.isprintable():
        shown = text
    else:
        # What is cut anyway is not looked at: each character gives at least one.
        shown = "".join(_shown(character) for character in (text if most is None else text[: most + 1]))
    if most is not None and len(shown) > most:
        return shown[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return shown


def escape_markdown(text: str, *, most: int | None = None) -> str:
    """Escape text for a Markdown table cell, a paragraph or raw HTML, without markup, links or mentions.

    The result has no line break. `most` counts displayed characters. Text that consists mainly of character
    references is shortened earlier, so that the result is at most three times as long as `most`.
    """
    return _bounded(text, most, _inert)


def prose(text: str, *, most: int | None = None) -> str:
    """Escape a sentence, such as a message or hint.

    Text between backticks becomes code.
    """
    return _bounded(text, most, _spoken)


def code(text: str, *, most: int | None = None) -> str:
    """Return a `<code>` element for Markdown from which people can copy the text.

    `most` is the maximum number of characters.
    """
    return f"<code>{_bounded(text, most, _written)}</code>"


def _bounded(text: str, most: int | None, write: Callable[[str], str]) -> str:
    written = write(escape(text, most=most))
    limit = most
    while most is not None and limit is not None and limit > 1 and len(written) > _MOST_GROWTH * most:
        limit = min(limit - 1, limit * _MOST_GROWTH * most // len(written))
        written = write(escape(text, most=max(1, limit)))
    return written


def _spoken(shown: str) -> str:
    parts = shown.split("`")
    if len(parts) % 2 == 0:  # one backtick too many, or cut off
        return _inert(shown)
    return _closed(
        "".join(
            # Nothing between two backticks keeps apart what stands around it: `:x` and `:` are no emoji.
            (f"<code>{_written(part)}</code>" if part else _written(_BREAK))
            if index % 2
            else _written(_LIVE.sub(_BREAK, part))
            for index, part in enumerate(parts)
        )
    )


def _inert(shown: str) -> str:
    return _closed(_written(_LIVE.sub(_BREAK, shown)))


def _closed(written: str) -> str:
    return f"&#{ord(written[0])};{written[1:]}" if _OPENING.match(written) else written


def _written(shown: str) -> str:
    return shown.translate(_REFERENCES)


def _shown(character: str) -> str:
    if character == "\t":
        return "\\t"
    if character == "\n":
        return "\\n"
    if unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
