"""Parses npm's dialect of INI files like the `ini` package of npm 11. This module does no I/O."""

import json
from collections.abc import Iterator, Mapping

IniValue = str | bool | None | tuple[str, ...]

_JS_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The white-space characters that JavaScript's `trim` removes."""
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_ini(text: str) -> dict[str, IniValue]:
    """Parse the keys of an INI file that are outside sections.

    Invalid lines are skipped. A later entry replaces an earlier entry; `key[] = x` appends to a list; a key without
    `=` is True.
    """
    single: dict[str, str | bool | None] = {}
    lists: dict[str, list[str]] = {}
    for key, value in _entries(text):
        listed = len(key) > 2 and key.endswith("[]")
        name = key[:-2] if listed else key
        if not listed and name not in lists:
            single[name] = value
            continue
        before = single.pop(name, None)
        kept = lists.setdefault(name, [before] if isinstance(before, str) else [])
        if isinstance(value, str):
            kept.append(value)
    return {**single, **{name: tuple(values) for name, values in lists.items()}}


def _entries(text: str) -> Iterator[tuple[str, str | bool | None]]:
    for raw in text.replace("\r", "\n").split("\n"):
        line = raw.strip(_JS_SPACE)
        if not line or line[0] in ";#":
            continue
        if raw.startswith("[") and line.endswith("]") and line.count("]") == 1:
            # What follows belongs to a section, and npm's settings have none.
            return
        key, equals, value = raw.partition("=")
        if not key:
            continue
        name = unquote(key)
        if name == "__proto__":
            continue
        if not equals:
            yield name, True
            continue
        plain = unquote(value)
        yield name, _WORDS.get(plain, plain)


def unquote(text: str) -> str:
    """Return a value without quotes, escapes and a trailing comment."""
    text = text.strip(_JS_SPACE)
    for quote in "\"'":
        if text.startswith(quote) and text.endswith(quote):
            # npm takes single quotes off first and then reads what is inside as JSON, if it can.
            inner = text if quote == '"' else text[1:-1]
            return _json_string(inner)
    plain: list[str] = []
    escaped = False
    for sign in text:
        if escaped:
            plain.append(sign if sign in "\\;#" else f"\\{sign}")
            escaped = False
        elif sign in ";#":
            break
        elif sign == "\\":
            escaped = True
        else:
            plain.append(sign)
    if escaped:
        plain.append("\\")
    return "".join(plain).strip(_JS_SPACE)


def _json_string(text: str) -> str:
    if len(text) < 2 or not (text.startswith('"') and text.endswith('"')):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
