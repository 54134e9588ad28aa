"""Shell text cut into simple commands: words without their quotes, pipes, redirections, substitutions.

One pass, no recursion, bounded. It follows POSIX quoting, and bash where scripts of packages use it; what is not
closed reaches to the end of the text, as a shell would read it. Nothing is expanded.
"""

import re
from dataclasses import dataclass, field

MOST_TEXT = 1_000_000
MOST_COMMANDS = 20_000
_MOST_WORDS = 2_000
_MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its quotes; `inner` are the commands substituted into it, `variables` the names it expands."""

    text: str
    inner: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """`> file`, `< file` and their like."""

    operator: str
    target: Word


@dataclass(slots=True)
class Simple:
    """One simple command: words, redirections, and whether it reads what the one before it prints."""

    line: int
    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    document: str | None = None
    """A here-document or here-string given to it."""
    piped: bool = False
    feeds: bool = False
    """Whether the one after it reads what it prints."""
    background: bool = False
    """Started with `&`: the script does not wait for it."""
    after: str = ""
    """What stands between it and the command before."""
    groups: tuple[int, ...] = ()
    """The brackets that it stands in, by number, the outermost first."""
    heads: bool = False
    """Whether it is the first of the body of a function."""


@dataclass(frozen=True, slots=True)
class Script:
    """Simple commands in order; `cut` tells that the text went on."""

    commands: tuple[Simple, ...]
    cut: bool


_EMPTY = re.compile(r"[ \t]*\)")
_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_OPERATOR = re.compile(r"&&|\|\||\|&|;;&?|;&|[|&;()\n]")
_REDIRECT = re.compile(r"(?:\d{1,3}|&)?(?:<<<|<<-?|>>|>\||>&|<&|<>|>|<)(?!\()")
_PLAIN = re.compile(r"[^ \t\r\f\v\n;&|<>()'\"`$\\]+")
_VARIABLE = re.compile(r"\$(?:\{[!#]?(\w{1,100})[^}\n]{0,500}\}|(\w{1,100})|[?!#@*$-])")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_QUOTED_NAME = re.compile(r"[ \t]*(['\"]?)([\w.-]{1,100})\1")


def cut(text: str) -> Script:
    """Cut a text into simple commands."""
    scanner = _Scanner(text[:MOST_TEXT])
    scanner.run()
    commands = tuple(command for command in scanner.commands if command.words or command.redirects)
    return Script(commands, cut=scanner.cut or len(text) > MOST_TEXT)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._current = Simple(1)
        self._documents: list[tuple[Simple, str, bool]] = []
        self._groups: tuple[int, ...] = ()
        self._opened = 0
        self.commands: list[Simple] = []
        self.cut = False

    def run(self) -> None:
        text, end = self._text, len(self._text)
        while self._at < end:
            if len(self.commands) >= MOST_COMMANDS:
                self.cut = True
                return
            match = _BLANK.match(text, self._at)
            if match:
                self._at = match.end()
                continue
            if text[self._at] == "#" and (match := _COMMENT.match(text, self._at)):
                self._at = match.end()
                continue
            if match := _REDIRECT.match(text, self._at):
                self._at = match.end()
                self._redirect(match.group().lstrip("0123456789&"))
                continue
            if match := _OPERATOR.match(text, self._at):
                self._at = match.end()
                self._operator(match.group())
                continue
            start = self._at
            word = self._word()
            if self._at == start:
                self._at += 1
            if len(self._current.words) < _MOST_WORDS:
                if not self._current.words:
                    self._current.line = self._count()
                self._current.words.append(word)
            else:
                self.cut = True
        self._finish(piped=False)

    def _operator(self, operator: str) -> None:
        self._current.background = operator == "&"
        if operator == "(" and len(self._current.words) == 1 and (head := _EMPTY.match(self._text, self._at)):
            # The head of a function: its name is defined, not run.
            self._at = head.end()
            self._current.words.clear()
            self._current.heads = True
            return
        self._finish(piped=operator in {"|", "|&"})
        self._part(operator)
        if operator == "\n" and self._documents:
            self._read_documents()

    def _finish(self, *, piped: bool) -> None:
        if self._current.words or self._current.redirects:
            self._current.feeds = piped
            self.commands.append(self._current)
            self._current = Simple(self._count(), piped=piped)
        elif piped:
            self._current.piped = True

    def _part(self, operator: str) -> None:
        """Tell the command that follows what it follows, and which brackets it stands in."""
        if operator == "(":
            self._opened += 1
            self._groups = (*self._groups, self._opened)[:_MOST_GROUPS]
        elif operator == ")":
            self._groups = self._groups[:-1]
        if operator not in "()" and not (operator == "\n" and self._current.after in {"&&", "||", "|"}):
            self._current.after = operator
        self._current.groups = self._groups

    def _count(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return self._line

    def _redirect(self, operator: str) -> None:
        match = _BLANK.match(self._text, self._at)
        if match:
            self._at = match.end()
        if operator in {"<<", "<<-"}:
            name = _QUOTED_NAME.match(self._text, self._at)
            if name:
                self._at = name.end()
                self._documents.append((self._current, name.group(2), operator == "<<-"))
            return
        if self._at >= len(self._text) or _OPERATOR.match(self._text, self._at):
            return
        word = self._word()
        if operator == "<<<":
            self._current.document = word.text
        elif operator not in {">&", "<&"} or not word.text.isdigit():
            self._current.redirects.append(Redirect(operator, word))

    def _read_documents(self) -> None:
        for command, name, dashed in self._documents:
            lines: list[str] = []
            while self._at < len(self._text):
                end = self._text.find("\n", self._at)
                end = len(self._text) if end < 0 else end
                line = self._text[self._at : end]
                self._at = end + 1
                if (line.lstrip("\t") if dashed else line) == name:
                    break
                lines.append(line)
            command.document = "\n".join(lines)
        self._documents.clear()
        self._at = min(self._at, len(self._text))

    def _word(self) -> Word:
        """One word, from where the scanner stands; always moves on."""
        text, end = self._text, len(self._text)
        parts: list[str] = []
        inner: list[str] = []
        variables: list[str] = []
        while self._at < end:
            character = text[self._at]
            if match := _PLAIN.match(text, self._at):
                parts.append(match.group())
                self._at = match.end()
            elif character == "'":
                close = text.find("'", self._at + 1)
                close = end if close < 0 else close
                parts.append(text[self._at + 1 : close])
                self._at = close + 1
            elif character == '"':
                self._double(parts, inner, variables)
            elif character == "\\":
                following = text[self._at + 1 : self._at + 2].replace("\n", "")
                # Inside a word and before a letter it is a path of Windows; nobody escapes a letter there.
                parts.append(f"\\{following}" if parts and following.isalnum() else following)
                self._at += 2
            elif character == "$" and text.startswith("'", self._at + 1):
                self._escaped(parts)
            elif character in "$`" or (character in "<>" and text.startswith("(", self._at + 1)):
                self._expansion(parts, inner, variables)
            else:
                break
        return Word("".join(parts), tuple(inner), tuple(variables))

    def _escaped(self, parts: list[str]) -> None:
        r"""`$'\x63'`: a literal in which escapes are characters."""
        match = _ANSI.match(self._text, self._at)
        if match is None:
            parts.append(self._text[self._at + 2 :])
            self._at = len(self._text)
            return
        parts.append(unescaped(match.group(1)))
        self._at = match.end()

    def _double(self, parts: list[str], inner: list[str], variables: list[str]) -> None:
        text, end = self._text, len(self._text)
        self._at += 1
        while self._at < end:
            if match := _IN_DOUBLE.match(text, self._at):
                parts.append(match.group())
                self._at = match.end()
                continue
            character = text[self._at]
            if character == '"':
                self._at += 1
                return
            if character == "\\":
                following = text[self._at + 1 : self._at + 2]
                parts.append(following if following in '"\\$`' else f"\\{following}")
                self._at += 2
            else:
                self._expansion(parts, inner, variables)

    def _expansion(self, parts: list[str], inner: list[str], variables: list[str]) -> None:
        text, start = self._text, self._at
        if text[start] == "`":
            close = text.find("`", start + 1)
            close = len(text) if close < 0 else close
            inner.append(text[start + 1 : close])
            self._at = close + 1
            return
        if text.startswith("((", start + 1):
            self._at = _closing(text, start + 2) + 1
            return
        if text.startswith("(", start + 1):
            close = _closing(text, start + 2)
            inner.append(text[start + 2 : close])
            self._at = close + 1
            return
        match = _VARIABLE.match(text, start)
        if match:
            name = match.group(1) or match.group(2)
            if name:
                variables.append(name)
            # Inside a word `$@` is nothing: it is put there to part names.
            if not (parts and match.group() in {"$@", "$*"}):
                parts.append(match.group())
            self._at = match.end()
            return
        parts.append(text[start])
        self._at = start + 1


_ANSI = re.compile(r"\$'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(0?[0-7]{1,3})|(.))", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def unescaped(text: str) -> str:
    """A text with its escapes read as `printf` reads them."""
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    digits = match.group(1) or match.group(2)
    if digits:
        return chr(int(digits, 16))
    if match.group(3):
        return chr(int(match.group(3), 8) & 0xFF)
    return _SHORT.get(match.group(4), match.group(4))


_NESTING = re.compile(r"\\.|'[^']*'?|[()\"]", re.DOTALL)


def _closing(text: str, start: int) -> int:
    """Where the bracket that is open at `start` closes; the end of the text when it does not."""
    depth, quoted = 1, False
    for match in _NESTING.finditer(text, start):
        mark = match.group()
        if mark == '"':
            quoted = not quoted
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if not depth:
                return match.start()
    return len(text)
