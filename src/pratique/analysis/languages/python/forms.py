"""Texts that are no constants as a whole, shown as far as the source shows them.

A form is the text with `{}` for each part that is not known (`https://host.example/{}?u={}`, `{}/x.exe`), and with what
stands for itself: `%APPDATA%` for a variable of the environment, `~` for the home directory, `%TEMP%` for the
directory of temporary files, `python` for the interpreter. It is what facts show of an argument.
"""

import re
from collections.abc import Iterable, Sequence

from pratique.analysis.engine.marks import SECRETS
from pratique.analysis.engine.places import places_in
from pratique.analysis.languages.values import UNKNOWN, Value

MOST_FORM = 400
"""Characters kept of a form."""
HOLE = "{}"
TEMPORARY = "%TEMP%"
_MOST_PARTS = 60
_PERCENT = re.compile(r"%%|%(?:\(\w{1,60}\))?[-#0 +]{0,5}\d{0,3}(?:\.\d{0,3})?[a-zA-Z]")
_NOT_PLAIN = re.compile(r"\{\}|%\w{1,80}%")
_FIELD = re.compile(r"\{\{|\}\}|\{(\w{0,60})[^{}]{0,80}\}")


def form_of(value: Value) -> str:
    """The value as a form; `{}` when nothing is known."""
    const = value.const
    if isinstance(const, str):
        return const[:MOST_FORM]
    if isinstance(const, bytes):
        return const[:MOST_FORM].decode("latin-1")
    if isinstance(const, int | float) and not isinstance(const, bool):
        return str(const)[:40] if not isinstance(const, int) or const.bit_length() < 100 else HOLE
    if value.form:
        return value.form
    return "python" if value.name.startswith("sys.executable") else HOLE


def telling(form: str) -> str:
    """The form, or nothing when it has only holes and blanks."""
    cut = form[:MOST_FORM]
    return cut if cut.replace(HOLE, "").strip(" /\\.") else ""


def added(values: Sequence[Value]) -> str:
    """The form of texts put together."""
    parts: list[str] = []
    size = 0
    for value in values[:_MOST_PARTS]:
        part = form_of(value)
        if part == HOLE and parts and parts[-1] == HOLE:
            continue
        parts.append(part)
        size += len(part)
        if size > MOST_FORM:
            break
    return telling("".join(parts))


def joint(separator: str, values: Iterable[Value]) -> str:
    """The form of `separator.join(values)`."""
    return telling(
        separator.join([form_of(value) for value, _ in zip(values, range(_MOST_PARTS), strict=False)])
    )


def path(values: Sequence[Value]) -> str:
    """The form of a path whose parts are these."""
    whole = ""
    for value in values[:_MOST_PARTS]:
        part = form_of(value).replace("\\", "/")
        whole = part if part.startswith("/") else f"{whole.rstrip('/')}/{part}" if whole else part
    return telling(whole)


def percent(text: str, values: Sequence[Value]) -> str:
    """The form of `text % values`."""
    waiting = iter(values)

    def replaced(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        value = next(waiting, None)
        return form_of(value) if value is not None else HOLE

    return telling(_PERCENT.sub(replaced, text[: 2 * MOST_FORM]))


def formatted(text: str, values: Sequence[Value], named: dict[str, Value]) -> str:
    """The form of `text.format(*values, **named)`."""
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        if match.group(1) is None:
            return match.group()[0]
        name = match.group(1)
        if name in named:
            return form_of(named[name])
        place = int(name) if name.isdecimal() and len(name) < 4 else count
        count += not name
        return form_of(values[place]) if place < len(values) else HOLE

    return telling(_FIELD.sub(replaced, text[: 2 * MOST_FORM]))


def plain_head(form: str) -> str:
    """The form up to the first part that is not known."""
    return _NOT_PLAIN.split(form, maxsplit=1)[0]


def words_of(value: Value) -> tuple[str, ...]:
    """The words of an argument list, each as a form; nothing when no word of it is known."""
    if isinstance(value.const, tuple):
        items = [Value(const=item) for item in value.const[:_MOST_PARTS]]
    else:
        items = list(value.items[:_MOST_PARTS])
    words = tuple(form_of(item) for item in items)
    return words if any(word != HOLE for word in words) else ()


def shown(value: Value) -> str | bytes | None:
    """What a fact shows of an argument: the constant, the words of a list, the form; None when nothing is known."""
    if isinstance(value.const, str | bytes):
        return value.const
    if value.const is not UNKNOWN and not isinstance(value.const, tuple):
        return None
    return " ".join(words_of(value)) or value.form or None


def secret_marks(path: Value) -> int:
    """The mark of what is read from a path: that of secrets, when credentials live there."""
    return SECRETS if places_in(form_of(path)).secrets else 0


def endpoint(value: Value) -> str | None:
    """An address as facts show it: `host:port` for a pair."""
    words = words_of(value)
    if len(words) == 2 and not words[0].startswith(("http:", "https:")):
        return ":".join(words)
    found = shown(value)
    return found.decode("latin-1") if isinstance(found, bytes) else found
