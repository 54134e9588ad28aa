"""Edits the text of clients' configuration files, without I/O.

Only the lines of the changed keys are edited. Comments, order and line ends are preserved.
"""

import re
from collections.abc import Sequence

from pratique.errors import Reference, UsageError


def npmrc(text: str, pairs: Sequence[tuple[str, str | None]]) -> str:
    """Set keys of an `.npmrc`; the value None removes a key. Duplicate lines of a key are removed."""
    for key, value in pairs:
        text = _put(text, rf"\s*{re.escape(key)}\s*=", () if value is None else (f"{key}={value}",))
    return text


def yarnrc(text: str, key: str, value: str) -> str:
    """Set a key in the `.yarnrc` of yarn 1."""
    return _put(text, rf'"?{re.escape(key)}"?[\s:]', (f'{key} "{value}"',))


def yaml_value(text: str, key: str, line: str | None) -> str:
    """Set a top-level key of a YAML file to a value on the same line, or remove the key."""
    new = () if line is None else (line,)
    return _put(text, rf"""["']?{re.escape(key)}["']?\s*:""", new, below=r"(?:[ \t]|-[ \t]|-$)")


def yaml_item(text: str, key: str, item: str) -> str:
    """Add an item to a top-level list of a YAML file. Raise UsageError if the list is written on a single line."""
    start = re.compile(rf"{re.escape(key)}\s*:")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not start.match(line):
            continue
        if line.partition(":")[2].partition("#")[0].strip():
            raise _by_hand(f"{key} is a list on a single line", f"add {item} to the list")
        end = number + 1
        while end < len(lines) and re.match(r"(?:[ \t]+|-[ \t])", lines[end]):
            end += 1
        items = lines[number + 1 : end]
        if any(item in one for one in items):
            return text
        indent = re.match(r"[ \t]*", items[0])[0] if items else "  "  # type: ignore[index]  # it matches anything
        return _joined(text, [*lines[:end], f'{indent}- "{item}"', *lines[end:]])
    return _joined(text, [*lines, f"{key}:", f'  - "{item}"'])


def section(text: str, name: str, pairs: Sequence[tuple[str, str]], *, quoted: bool) -> str:
    """Set keys in a section of an INI or TOML file. With `quoted`, the values are already TOML values."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line)]
    mine = [number for number in heads if re.match(rf"\s*\[\s*{re.escape(name)}\s*\]", lines[number])]
    written = [f"{key} = {value}" for key, value in pairs]
    if not mine:
        gap = [""] if lines and lines[-1].strip() else []
        return _joined(text, [*lines, *gap, f"[{name}]", *written])
    begin = mine[0] + 1
    end = next((number for number in heads if number > mine[0]), len(lines))
    within = lines[begin:end]
    for (key, _), line in zip(pairs, written, strict=True):
        within = _lines_put(
            within,
            rf"\s*{re.escape(key)}\s*[=:]",
            (line,),
            below=None if quoted else r"[ \t]+\S",
            at_top=True,
        )
    return _joined(text, [*lines[:begin], *within, *lines[end:]])


def toml_top(text: str, key: str, value: str) -> str:
    """Set a top-level key of a TOML file, in the part before all tables."""
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if re.match(r"\s*\[", line)), len(lines))
    top = _lines_put(lines[:end], rf"\s*{re.escape(key)}\s*=", (f"{key} = {value}",), below=None, at_top=True)
    return _joined(text, [*top, *lines[end:]])


def gem_sources(text: str, source: str) -> str:
    """Replace the sources in a `.gemrc` with one source."""
    return _put(text, r":?sources\s*:", (":sources:", f"- {source}"), below=r"(?:[ \t]+-|-[ \t])")


def undone(now: str, after: str, before: str) -> str | None:
    """Revert the change from `before` to `after` in a text that was edited later.

    Return None if the change is not found.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only an undo of a changed file asks for it

    new, old = after.splitlines(), before.splitlines()
    lines = now.splitlines()
    for tag, i1, i2, j1, j2 in reversed(SequenceMatcher(None, new, old, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        block = new[i1:i2]
        places = [n for n in range(len(lines) - len(block) + 1) if lines[n : n + len(block)] == block]
        if not block or len(places) != 1:
            return None
        lines[places[0] : places[0] + len(block)] = old[j1:j2]
    return _joined(now, lines)


def _put(text: str, start: str, new: Sequence[str], *, below: str | None = None) -> str:
    return _joined(text, _lines_put(text.splitlines(), start, new, below=below, at_top=False))


def _lines_put(
    lines: Sequence[str], start: str, new: Sequence[str], *, below: str | None, at_top: bool
) -> list[str]:
    """Replace the first line that matches `start`, including its continuation lines, with `new`. Remove further matches."""
    begins, goes_on = re.compile(start), re.compile(below) if below else None
    found: list[str] = []
    put = skipping = False
    for line in lines:
        if skipping and goes_on is not None and goes_on.match(line):
            continue
        skipping = bool(begins.match(line))
        if not skipping:
            found.append(line)
        elif not put:
            found.extend(new)
            put = True
    if put:
        return found
    return [*new, *found] if at_top else [*found, *new]


def _joined(before: str, lines: Sequence[str]) -> str:
    end = "\r\n" if "\r\n" in before else "\n"
    open_ended = bool(before) and not before.endswith(("\n", "\r"))
    last = "" if open_ended and lines and lines[-1] == before.splitlines()[-1] else end
    return end.join(lines) + (last if lines else "")


def _by_hand(why: str, what: str) -> UsageError:
    return UsageError(Reference.USAGE, f"the file is not changed: {why}", hint=f"{what} by hand")
