"""Command lines that files spell out whose language is not read: perl, awk, CMake and meson.

A bounded scan for the calls that start a program, and for the literals in their brackets. What such a file does by itself - perl's
own sockets and files, a command line put together at run time - is not read.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOST_TEXT = 1_000_000
_MOST_CALLS = 2_000
_MOST_INCLUDES = 300
_MOST_CALL = 20_000
_MOST_WORDS = 300
_MOST_SCANNED = 4_000_000
"""Characters that are looked at for the words of all calls of a file together."""
_LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_NAME = re.compile(r"\A[A-Z][A-Z_0-9]*\Z")
_CMAKE_WORD = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|\[(=*)\[|#[^\n]*|([^\s()\"#]+)|([()])", re.DOTALL)
_CMAKE_CALL = re.compile(
    r"^[ \t]*(execute_process|exec_program|add_custom_command|add_custom_target|install|include|"
    r"add_subdirectory|set|file)[ \t]*\(",
    re.IGNORECASE | re.MULTILINE,
)
_CMAKE_HERE = re.compile(r"\$\{(?:CMAKE(?:_CURRENT)?|PROJECT|[A-Za-z]\w{0,60})_(?:SOURCE|LIST)_DIR\}")
_CMAKE_NAME = re.compile(r"\$\{([\w-]{1,100})\}")
_CMAKE_OPTIONS = frozenset(("POST_BUILD", "PRE_BUILD", "PRE_LINK", "VERBATIM", "ALL", "USES_TERMINAL"))
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t"}


@dataclass(slots=True)
class Spelled:
    """Command lines and the files that are read as well, each with the line."""

    commands: list[tuple[int, str]] = field(default_factory=list)
    includes: list[tuple[int, str]] = field(default_factory=list)
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a language says that it starts a program: calls with literals in brackets, and literals in other signs."""

    calls: re.Pattern[str]
    others: re.Pattern[str] | None = None
    includes: re.Pattern[str] | None = None


_TEXT = r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+')"
_IN_CALL = re.compile(rf"{_TEXT}|[()]|[;\n]")
_TONGUES: Mapping[str, _Tongue] = {
    "perl": _Tongue(
        re.compile(r"\b(?:system|exec|popen|open[23]?|spawn\w*|capture\w*)\b[ \t]*\(?"),
        re.compile(
            r"`((?:[^`\\]|\\.)*+)`|\bqx[ \t]*(?:\{([^}]{0,500})\}|\(([^)]{0,500})\)|/([^/]{0,500})/|\[([^\]]{0,500})\]|'([^']{0,500})'|!([^!]{0,500})!)",
            re.DOTALL,
        ),
        re.compile(r"\b(?:do|require)[ \t]*+(?:\([ \t]*+)?[\"']([^\"'\n]{1,300})[\"']"),
    ),
    "awk": _Tongue(
        re.compile(r"\bsystem[ \t]*\("),
        re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"[ \t]*\|&?[ \t]*getline|\|&?[ \t]*\"((?:[^\"\\\n]|\\.)*+)\""),
        re.compile(r"^@include[ \t]+\"([^\"\n]{1,300})\"", re.MULTILINE),
    ),
    "meson": _Tongue(
        re.compile(
            r"\b(?:run_command|custom_target|run_target|add_(?:install|postconf|dist)_script|find_program|generator)[ \t]*\("
        ),
        None,
        re.compile(r"\bsubdir[ \t]*\([ \t]*'([^'\n]{1,300})'"),
    ),
}


def spelled(tool: str, text: str) -> Spelled:
    """Find the command lines in a file that a tool (`perl`, `awk`, `meson`, `cmake`) carries out."""
    found = Spelled(cut=len(text) > MOST_TEXT)
    text = text[:MOST_TEXT]
    if tool == "cmake":
        _cmake(text, found)
    else:
        _others(text, _TONGUES[tool], found)
    if len(found.commands) >= _MOST_CALLS or len(found.includes) >= _MOST_INCLUDES:
        found.cut = True
    return found


def _others(text: str, tongue: _Tongue, found: Spelled) -> None:
    bare = re.sub(r"^[ \t]*#(?!!)[^\n]*", "", text, flags=re.MULTILINE)
    lines = _Lines(bare)
    left = _MOST_SCANNED
    for call in tongue.calls.finditer(bare):
        words, scanned = _literals(bare, call.end(), in_brackets=call.group().endswith("("))
        left -= scanned
        if left < 0:
            found.cut = True
            break
        found.cut = found.cut or len(words) >= _MOST_WORDS
        if words and len(found.commands) < _MOST_CALLS:
            command = words[0] if len(words) == 1 else shlex.join(words)
            found.commands.append((lines.at(call.start()), command.strip().strip("|")))
    for sign in tongue.others.finditer(bare) if tongue.others else ():
        if len(found.commands) < _MOST_CALLS:
            inner = next((group for group in sign.groups() if group is not None), "")
            found.commands.append((lines.at(sign.start()), _plain(inner)))
    for asked in tongue.includes.finditer(bare) if tongue.includes else ():
        if len(found.includes) < _MOST_INCLUDES:
            found.includes.append((lines.at(asked.start()), asked.group(1)))


def _literals(text: str, start: int, *, in_brackets: bool) -> tuple[list[str], int]:
    """The literals in a call, to its closing bracket, else to the end of the statement; and how many characters were looked at."""
    found: list[str] = []
    depth = 1
    for match in _IN_CALL.finditer(text, start, start + _MOST_CALL):
        mark = match.group()
        if mark[0] in "\"'":
            found.append(_plain(mark[1:-1]))
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        if not depth or (mark in ";\n" and not in_brackets) or len(found) >= _MOST_WORDS:
            return found, match.end() - start
    return found, _MOST_CALL


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: _LETTERS.get(match.group(1), match.group(1)), text)


def _cmake(text: str, found: Spelled) -> None:
    names: dict[str, str] = {}
    lines = _Lines(text)
    left = _MOST_SCANNED
    for call in _CMAKE_CALL.finditer(text):
        if len(found.commands) >= _MOST_CALLS or len(found.includes) >= _MOST_INCLUDES:
            return
        given, scanned = _cmake_words(text, call.end())
        left -= scanned
        if left < 0:
            found.cut = True
            return
        found.cut = found.cut or (len(given) >= _MOST_WORDS and call.group(1).lower() != "set")
        words = [_value(word, names) for word in given]
        if words:
            _called(call.group(1).lower(), words, lines.at(call.start()), names, found)


def _called(name: str, words: list[str], line: int, names: dict[str, str], found: Spelled) -> None:
    """What one call of CMake does: it sets a variable, has a file read, or runs command lines."""
    if name == "set" and len(names) < _MOST_CALLS:
        names[words[0]] = " ".join(words[1:])[:2_000]
    elif name == "include":
        found.includes.append((line, words[0]))
    elif name == "add_subdirectory":
        found.includes.append((line, f"{words[0]}/CMakeLists.txt"))
    else:
        found.commands.extend((line, one) for one in _run(name, words, names))


def _run(name: str, words: list[str], names: dict[str, str]) -> Iterator[str]:
    if name == "install":
        yield from _installed(words, names)
    elif name == "file":
        if words[0].upper() == "DOWNLOAD" and len(words) > 2:
            yield shlex.join(("curl", "-o", words[2], words[1]))
    elif name == "exec_program":
        yield shlex.join(word for word in words if not _NAME.match(word))
    elif name != "set":
        yield from _commands(words)


def _installed(words: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """What `install(CODE "...")` and `install(SCRIPT x)` run."""
    for at, word in enumerate(words[:-1]):
        if word == "CODE":
            inner = Spelled()
            _cmake(_value(words[at + 1], names), inner)
            yield from (command for _, command in inner.commands)
        elif word == "SCRIPT":
            yield shlex.join(("cmake", "-P", words[at + 1]))


def _commands(words: list[str]) -> Iterator[str]:
    """The command lines behind each `COMMAND`."""
    current: list[str] | None = None
    for word in (*words, "COMMAND"):
        if _NAME.match(word) and len(word) > 2:
            if current:
                yield shlex.join(current)
            current = [] if word == "COMMAND" else current if word in _CMAKE_OPTIONS and not current else None
        elif current is not None:
            current.append(word)


def _cmake_words(text: str, start: int) -> tuple[list[str], int]:
    """The words of a call, and how many characters were looked at."""
    found: list[str] = []
    depth, place, end = 1, start, min(len(text), start + _MOST_CALL)
    while len(found) < _MOST_WORDS and (match := _CMAKE_WORD.search(text, place, end)) is not None:
        quoted, signs, bare, mark = match.groups()
        place = match.end()
        if mark:
            depth += 1 if mark == "(" else -1
            if not depth:
                return found, place - start
        elif signs is not None:
            close = text.find(f"]{signs}]", place, end)
            if close < 0:
                break
            found.append(text[place:close])
            place = close + len(signs) + 2
        elif quoted is not None or bare is not None:
            found.append(_plain(quoted) if quoted is not None else bare)
    return found, _MOST_CALL


def _value(word: str, names: Mapping[str, str]) -> str:
    word = _CMAKE_HERE.sub(".", word)
    word = re.sub(r"\$\{(?:Python\d?_EXECUTABLE|PYTHON_EXECUTABLE|Python\d?_Interpreter)\}", "python3", word)
    word = word.replace("${CMAKE_COMMAND}", "cmake").replace("${CMAKE_MAKE_PROGRAM}", "make")
    return _CMAKE_NAME.sub(lambda match: names.get(match.group(1), match.group()), word)[:_MOST_CALL]


class _Lines:
    """The line of a place; places must grow, or all is counted anew."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1

    def at(self, place: int) -> int:
        if place < self._at:
            self._at, self._line = 0, 1
        self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line
