"""Batch files of Windows: lines cut as `cmd` cuts them, variables put in, then followed like a shell script."""

import re
from dataclasses import replace

from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages.shell.carrying import read_carried
from pratique.analysis.languages.shell.commands import simple_steps
from pratique.analysis.languages.shell.following import Following
from pratique.analysis.languages.shell.words import Redirect, Simple, Word

_MOST_TEXT = 1_000_000
_MOST_LINES = 20_000
_MOST_COMMANDS = 3_000
_MOST_LINE = 20_000
_MOST_EXPANDED = 1_000_000
_MOST_VALUE = 8_192
"""The longest line that `cmd` takes."""
_REMARK = re.compile(r"[\s@]*(?:rem\b|::|:[^:\s])", re.IGNORECASE)
_SET = re.compile(r"[\s@(]*set\s++(?:/a\s++)?\"?([^\s=\"]{1,100})=([^\n]*)", re.IGNORECASE)
_EXPANSION = re.compile(r"%(\w{1,100})(?::(~?)([^%\n]{1,200}))?%|!(\w{1,100})(?::(~?)([^!\n]{1,200}))?!")
_PIECE = re.compile(r"[ \t]+|&&|\|\||[&|()]|\d?>>?(?:&\d)?|<|\"[^\"\n]*\"?|[^ \t&|()<>\"\n]+")
_COMMAND_OF_FOR = re.compile(r"\bin\s*+\(\s*+['`]([^\n]{1,2000}?)['`]\s*+\)", re.IGNORECASE)
_CARET = re.compile(r"\^(.)")
_VARIABLE = re.compile(r"%(\w{1,100})%|!(\w{1,100})!")


def extract(source: bytes) -> FileFacts:
    """Read a `.bat` or `.cmd` file. What it does, it does when it is started."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        # `cmd` shows a byte-order mark as Chinese and goes on in bytes; editors show Chinese alone.
        source = source[2:]
    if b"\0" in source:
        return problem_only(Language.BATCH, "not text")
    text = source.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("^\n", "")
    facts = read(text[:_MOST_TEXT])
    if len(text) > _MOST_TEXT:
        return replace(facts, problem=f"cut: only the first {_MOST_TEXT} characters were read")
    return facts


def read(text: str) -> FileFacts:
    """Facts of a batch script given as text."""
    reading = Following(language=Language.BATCH)
    commands: list[Simple] = []
    names: dict[str, str] = {}
    spent = 0
    lines = text.split("\n")
    for number, written in enumerate(lines[:_MOST_LINES], start=1):
        line = written
        if not line.strip() or _REMARK.match(line):
            continue
        line = line[:_MOST_LINE]
        shown = _expanded(line, names) if spent < _MOST_EXPANDED else line
        spent += max(0, len(shown) - len(line))
        assigned = _SET.match(shown)
        if assigned:
            value = assigned.group(2).strip().rstrip('"')
            names[assigned.group(1).lower()] = value[:_MOST_VALUE]
        if len(commands) >= _MOST_COMMANDS:
            break
        commands += cut(shown, number)
        reading.text(shown, number, encoded=shown != line and not assigned)
    reading.steps(simple_steps(commands))
    read_carried(reading)
    facts = reading.done()
    cut_short = len(commands) >= _MOST_COMMANDS or len(lines) > _MOST_LINES
    return replace(facts, problem="cut: too many commands") if cut_short else facts


def _expanded(line: str, names: dict[str, str]) -> str:
    """A line with the variables whose value is known: `%a%`, `%a:~1,3%`, `%a:x=y%`."""

    def value(match: re.Match[str]) -> str:
        name, tilde, rest = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
        known = names.get(name.lower())
        if known is None:
            return match.group()
        if not rest:
            return known
        return _slice(known, rest) if tilde else known.replace(*_pair(rest))

    return _EXPANSION.sub(value, line)[:_MOST_LINE] if "%" in line or "!" in line else line


def _slice(text: str, rest: str) -> str:
    first, _, length = rest.partition(",")
    try:
        start, count = int(first or 0), int(length) if length.strip() else None
    except ValueError:
        return text
    shown = text[start:] if start >= 0 or -start <= len(text) else text
    return shown if count is None else shown[:count]


def _pair(rest: str) -> tuple[str, str]:
    old, _, new = rest.partition("=")
    return (old.removeprefix("*") or "\0", new)


def cut(line: str, number: int) -> list[Simple]:
    """The simple commands on a line."""
    found: list[Simple] = []
    for match in _COMMAND_OF_FOR.finditer(line):
        found += _cut(match.group(1), number)
    return [simple for simple in (*found, *_cut(line, number)) if simple.words or simple.redirects]


def _cut(line: str, number: int) -> list[Simple]:
    found = [Simple(number)]
    word: list[str] = []
    redirect = ""

    def end() -> None:
        nonlocal redirect
        if not word:
            return
        text = "".join(word)
        variables = tuple(match.group(1) or match.group(2) for match in _VARIABLE.finditer(text))
        made = Word(text, variables=tuple(name.upper() for name in variables))
        if redirect:
            found[-1].redirects.append(Redirect(redirect, made))
        else:
            found[-1].words.append(made)
        word.clear()
        redirect = ""

    for match in _PIECE.finditer(line):
        piece = match.group()
        if piece[0] in " \t":
            end()
        elif piece in {"&", "&&", "|", "||", "(", ")"}:
            end()
            found.append(Simple(number, piped=piece == "|"))
        elif piece[0] in "<>" or (piece[0].isdigit() and ">" in piece):
            end()
            redirect = "" if "&" in piece else piece.lstrip("0123456789")
        else:
            word.append(piece.strip('"') if piece[0] == '"' else _CARET.sub(r"\1", piece).rstrip("^"))
    end()
    for simple in found:
        simple.words = _bare(simple.words)
        if simple.words and simple.words[0].text.lower() == "start":
            _unwrap_start(simple)
    return found


def _bare(words: list[Word]) -> list[Word]:
    """The words of the program that `if`, `for`, `else`, `call` and `@` stand before."""
    for _ in range(20):
        if not words:
            return words
        first = words[0].text.lower()
        if first.startswith("@") and len(first) > 1:
            words = [replace(words[0], text=words[0].text[1:]), *words[1:]]
        elif first in {"else", "call", "do", "@"}:
            words = words[1:]
        elif first == "if":
            words = _after_condition(words[1:])
        elif first == "for":
            place = next((at for at, word in enumerate(words) if word.text.lower() == "do"), len(words) - 1)
            words = words[place + 1 :]
        else:
            return words
    return words


def _unwrap_start(simple: Simple) -> None:
    """`start "title" /b /min program`: the title and the options are left out, a window that nobody sees is noted."""
    place = 1
    while place < len(simple.words) and (
        simple.words[place].text[:1] in {"", "/"} or place in _titled(simple)
    ):
        simple.background |= simple.words[place].text.lower() in {"/b", "/min"}
        place += 1
    simple.words = simple.words[place:] or simple.words


def _titled(simple: Simple) -> set[int]:
    # Quotes are gone: only a title has blanks and is followed by a program.
    return {1} if len(simple.words) > 2 and " " in simple.words[1].text else set()


def _after_condition(words: list[Word]) -> list[Word]:
    while words and words[0].text.lower() in {"not", "/i"}:
        words = words[1:]
    if not words:
        return words
    if words[0].text.lower() in {"exist", "defined", "errorlevel", "cmdextversion"}:
        return words[2:]
    middle = words[1].text.lower() if len(words) > 1 else ""
    if middle in {"equ", "neq", "lss", "leq", "gtr", "geq", "=="}:
        return words[3:]
    return words[2:] if words[0].text.endswith("==") or middle.startswith("==") else words[1:]
