"""The words of answers: sentences of Pratique, and quoted data of packages.

Nothing that a publisher wrote is a sentence here: no description, message, code, deprecation or advisory text. Names,
versions and paths are quoted: they have no spaces and no signs of markup, and their length is limited.
"""

import json
from collections.abc import Mapping
from typing import Any

from pratique.errors import Reference

_MOST_NAME = 120
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@/._+~^=:-")
NOT_ALLOWED = "do not install it; ask a person"
"""The next step if nothing is known."""


def quoted(text: str, *, most: int = _MOST_NAME) -> str:
    """Return a name, version or path as data: other characters are percent-encoded, and the length is limited."""
    shown = "".join(
        one if one in _PLAIN else "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "surrogatepass"))
        for one in text[: most + 1]
    )
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def unknown(summary: str, error: str, *, next_step: str = NOT_ALLOWED, **more: Any) -> dict[str, Any]:
    """Return the answer that nothing is known, with the reference of the error."""
    return {
        "verdict": "unknown",
        "summary": summary,
        "reasons": [{"code": error, "text": summary}],
        "not_checked": ["everything"],
        "next_step": next_step,
        "error": error,
        **more,
    }


def refused(why: str) -> dict[str, Any]:
    """Return the answer to a question with unusable arguments."""
    return unknown(
        f"The question is not usable: {why}.", Reference.USAGE.value, next_step="correct the arguments"
    )


def texts_of(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the content of a result: the answer as JSON, for clients that do not read structured content."""
    return [{"type": "text", "text": json.dumps(answer, separators=(",", ":"))}]
