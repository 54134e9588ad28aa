"""Text from artifacts and registries, made safe to show.

Whoever publishes a package chooses its file names, messages and code. Shown raw, they could move a terminal's
cursor, reverse the reading order, open a link or close a table.
"""

import re
import unicodedata

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~$])")


def escape(text: str, *, most: int | None = None) -> str:
    """Show every control, format, private and unassigned character as its escape; keep the rest.

    `most` cuts the result to that many characters, with an ellipsis.
    """
    if text.isascii() and text.isprintable():
        shown = text
    else:
        shown = "".join(_shown(character) for character in text)
    if most is not None and len(shown) > most:
        return shown[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return shown


def escape_markdown(text: str, *, most: int | None = None) -> str:
    """Escape for a Markdown table cell or paragraph: no markup, no mentions, no line breaks."""
    shown = _MARKDOWN.sub(r"\\\1", escape(text, most=most))
    # A zero-width joiner would be hidden text of our own; an entity breaks the mention visibly in the source only.
    return shown.replace("@", "&#64;")


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
