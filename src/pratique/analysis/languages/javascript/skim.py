"""Imports and addresses of a quiet file, from its bytes: comments and literals are told apart, and nothing is parsed.

Wherever the bytes may be read in two ways (a slash after a bracket, a template with holes, markup, ends of lines that
not everybody takes for one, requests inside functions) there is no answer, and the file is read in full. A comment is blank
only where it is certain to be one: what hides in a place that is read otherwise is not missed.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.grammar import UnparsableError, check_text
from pratique.analysis.languages.javascript.names import RENAMED, STARTED_MODULES, module_name
from pratique.analysis.languages.javascript.quiet import MOST_BYTES, carries_nothing, hints, is_quiet

_WHOLE = rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`|"
# Each way to match begins with one certain byte: so the search skips what begins none, an order of magnitude faster.
_TOKEN = re.compile(_WHOLE + b"/|\"|'|`", re.DOTALL)
_IN_HOLE = re.compile(_WHOLE + rb"/|\"|'|`|\{|\}", re.DOTALL)
_TEMPLATE = re.compile(rb"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_SLASH = 0x2F
_REGEX = re.compile(rb"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,500}\]){1,2000}/[A-Za-z]{0,9}")
_BEFORE_REGEX = frozenset(b"(,=:[!&|?{;~^%*")
_NOT = 0x21
_BEFORE_NOT = frozenset((b"(", b",", b"=", b":", b"[", b"&", b"|", b"?", b"{", b";", b"!"))
# `of`, `await` and `yield` may be names: a slash behind one may divide.
_WORD_BEFORE = re.compile(rb"(?<![\w$])(?:return|typeof|case|in|delete|void|do|else|instanceof|new)\Z")
_LONGEST_WORD = len("instanceof") + 1
_IN_LINE = re.compile(rb"[\"'`]|/[*/]")
_IN_LINE_OF_HOLE = re.compile(rb"[\"'`{}]|/[*/]")
_MOST_IN_LINE = 2_000
_MARKUP = re.compile(
    rb"(?:\A|[^\w$\]\"'`\s]|(?<![\w$])(?:return|default|case|yield|await|else|do|in|of))\s*<\s*[\w$>]"
)
"""`<tag>` where an expression may begin: in the text of an element, two slashes are no comment."""
_LINE_ENDS = (b"\xe2\x80\xa8", b"\xe2\x80\xa9")
"""Two more ends of lines; so is a carriage return alone."""
_STATEMENT = re.compile(rb"(import(?<![\w$.]import)|export(?<![\w$.]export))\b([^\"'`;()=]{0,5000}?)([\"'])")
_IMPORT = re.compile(rb"import(?<!\wimport)\b")
_NAMED = re.compile(rb"\b(?:import|export)\b")
_TYPES = re.compile(rb"\s*(?:type|typeof)\s+(?!from\b)[\w${*]")
_REQUIRE = re.compile(rb"require(?<![\w$]require)\s*\(\s*([\"'])")
_AMBIENT = re.compile(rb"(?<![\w$])declare\b")
_DOING = frozenset(
    name.partition(".")[0]
    for name in (
        *(name for name, api in APIS.items() if api.capability is not None or api.result),
        *RENAMED,
        *STARTED_MODULES,
        "Worker",
    )
)
"""Modules of which some function does anything."""
_PAIRS = ((b"{", b"}"), (b"(", b")"), (b"[", b"]"))
_LONGEST_TEXT = 4_000
_SHORTEST_TEXT = 6
_MOST_BEFORE = 200
_ENOUGH_BEFORE = 24
_MOST_PIECES = 20
"""Comments and literals before a slash that are passed over to tell what stands there."""
_MOST_NESTED = 50
_MOST_STATEMENTS = 3_000
_LINE = re.compile(rb"\n")


@dataclass(slots=True)
class _Skimmed:
    """A source whose comments and contents of literals, regular expressions and templates are blank, and its literals."""

    code: bytes = b""
    literals: list[tuple[int, int]] = field(default_factory=list)
    templates: list[bytes] = field(default_factory=list)
    """The pieces of templates with holes."""
    comments: list[tuple[int, int]] = field(default_factory=list)


def read_skimmed(source: bytes, language: Language, facts: Facts, *, quiet: bool = True) -> bool:
    """Add the imports and addresses of a source, where it is `quiet`, or is so without its comments.

    False, and nothing added, when it must be read in full.
    """
    try:
        if len(source) > MOST_BYTES or check_text(source) or not _has_plain_lines(source):
            return False
    except UnparsableError:
        return False
    skimmed = _skim(source, language)
    if skimmed is None or not (quiet or is_quiet(_uncommented(source, skimmed))):
        return False
    if not _names_nothing(source, skimmed):
        return False
    imports = _imports(source, skimmed.code, typed=language is not Language.JAVASCRIPT)
    addresses = _addresses(source, skimmed, language)
    if imports is None or addresses is None:
        return False
    ends = [match.start() for match in _LINE.finditer(source)] if imports or addresses else []
    for module, place in imports:
        facts.add_import(module, bisect_left(ends, place) + 1, at_load=True)
    for text, place in addresses:
        facts.add_addresses(text, bisect_left(ends, place) + 1)
    return True


def _uncommented(source: bytes, skimmed: _Skimmed) -> bytes:
    """The source with a space for each comment."""
    pieces: list[bytes] = []
    last = 0
    for start, end in skimmed.comments:
        pieces.append(source[last:start])
        last = end
    pieces.append(source[last:])
    return b" ".join(pieces)


def _has_plain_lines(source: bytes) -> bool:
    """Whether each line ends where every reader takes it to end."""
    if b"\r" in source and source.count(b"\r") != source.count(b"\r\n"):
        return False
    return source.isascii() or not any(end in source for end in _LINE_ENDS)


def _names_nothing(source: bytes, skimmed: _Skimmed) -> bool:
    """Whether no literal names a place or carries anything encoded; one that is long is not looked at."""
    # Each is looked at once, however often it comes.
    pieces = dict.fromkeys([source[start:end] for start, end in skimmed.literals] + skimmed.templates)
    together = b"\n".join(pieces)
    if b"\\" in together:
        together = unescape(together).encode("utf-8", "replace")
    if not carries_nothing(together):
        return False
    found = hints(together)
    if found and hints(b"\n".join(skimmed.templates)):
        return False
    for start, end in skimmed.literals if found else ():
        text = unescape(source[start:end])
        lowered = text.encode("utf-8", "replace").lower()
        if any(hint in lowered for hint in found) and (end - start >= _LONGEST_TEXT or _names_place(text)):
            return False
    return True


def _names_place(text: str) -> bool:
    found = places_in(text.strip("\"'`"))
    return bool(found.secrets or found.persistence)


def _skim(source: bytes, language: Language) -> _Skimmed | None:
    skimmer = _Skimmer(source)
    if not skimmer.run():
        return None
    code = skimmer.found.code
    if b"<!--" in code or b"-->" in code:
        # For a script these begin comments, too.
        return None
    if language is not Language.TYPESCRIPT and (b"</" in source or b"/>" in source) and _MARKUP.search(code):
        return None
    return skimmer.found


class _Skimmer:
    """Goes from one comment or literal to the next."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._pieces: list[bytes] = []
        self._last = 0
        self._holes: list[int] = []
        """Of each template that is open, how many braces are open in its present hole."""
        self._plain_until = 0
        """The end of the line in which no literal or comment begins any more."""
        self.found = _Skimmed()

    def run(self) -> bool:
        """Blank out the whole source; False when it may be read in two ways."""
        source, place = self._source, 0
        if source.startswith(b"#!"):
            place = source.find(b"\n")
            place = len(source) if place < 0 else place
            self._comment(0, place)
        while True:
            match = (_IN_HOLE if self._holes else _TOKEN).search(source, place)
            if match is None:
                break
            start, end = match.span()
            if end - start > 1:
                if source[start] == _SLASH:
                    self._comment(start, end)
                else:
                    self.found.literals.append((start, end))
                    self._blank(start, end)
                place = end
                continue
            after = self._sign(start)
            if after is None:
                return False
            place = after
        self._pieces.append(source[self._last :])
        code = self.found.code = b"".join(self._pieces)
        return not self._holes and all(code.count(one) == code.count(other) for one, other in _PAIRS)

    def _sign(self, start: int) -> int | None:
        """Where to go on after a slash, a quote or a brace; None when that is not certain."""
        sign = self._source[start : start + 1]
        if sign == b"/":
            end = self._slash(start)
            if end is not None and end > start + 1:
                self._blank(start, end)
            return end
        if sign == b"`":
            return self._template(start)
        if sign == b"{":
            self._holes[-1] += 1
            return start + 1
        if sign == b"}":
            if self._holes[-1]:
                self._holes[-1] -= 1
                return start + 1
            self._holes.pop()
            return self._template(start)
        return None

    def _template(self, start: int) -> int | None:
        """Pass over the text of a template, up to its end or its next hole."""
        match = _TEMPLATE.match(self._source, start + 1)
        if match is None or b"://" in match.group():
            return None
        if match.group().endswith(b"{"):
            if len(self._holes) >= _MOST_NESTED:
                return None
            self._holes.append(0)
        self.found.templates.append(match.group())
        self._blank(start, match.end())
        return match.end()

    def _comment(self, start: int, end: int) -> None:
        self.found.comments.append((start, end))
        self._pieces += (self._source[self._last : start], b" " * (end - start))
        self._last = end

    def _blank(self, start: int, end: int) -> None:
        """Blank out what stands between the first and the last byte, which tell what is before a slash."""
        source = self._source
        self._pieces += (
            source[self._last : start + 1],
            b" " * (end - start - 2),
            source[end - 1 : end],
        )
        self._last = end

    def _slash(self, start: int) -> int | None:
        """The end of what a slash begins: itself in a division, or a regular expression; None when it may be either."""
        source, before = self._source, self._before(start)
        if not before or source[start + 1 : start + 2] in {b">", b"*"}:
            return None
        last = before[-1]
        if last in _BEFORE_REGEX:
            # `name! / 2` divides in TypeScript.
            sure = last != _NOT or before[:-1].rstrip()[-1:] in _BEFORE_NOT
            return _regex_end(source, start) if sure else None
        word = _WORD_BEFORE.search(before[-_LONGEST_WORD:])
        if word is not None:
            # A property may have such a name.
            ahead = before[: len(before) - len(word.group())].rstrip()
            return _regex_end(source, start) if ahead and not ahead.endswith(b".") else None
        if last in b")]_$" or chr(last).isalnum():
            return start + 1 if start < self._plain_until or self._is_plain(start + 1) else None
        return None

    def _is_plain(self, start: int) -> bool:
        """Whether it does not matter if a regular expression ends in the rest of a line: no literal or comment begins there."""
        source = self._source
        line = source.find(b"\n", start, start + _MOST_IN_LINE)
        if line < 0:
            line = len(source)
            if line - start >= _MOST_IN_LINE:
                return False
        if source.find(b"/", start, line) < 0:
            return True
        if (_IN_LINE_OF_HOLE if self._holes else _IN_LINE).search(source, start, line) is not None:
            return False
        self._plain_until = line
        return True

    def _before(self, place: int) -> bytes:
        """What stands before a place, without comments; nothing when there are too many of these."""
        found = self._source[max(self._last, place - _MOST_BEFORE) : place].rstrip()
        if len(found) >= _ENOUGH_BEFORE:
            return found
        for piece in self._pieces[: -_MOST_PIECES - 1 : -1]:
            found = (piece[-_MOST_BEFORE:] + found).rstrip()
            if len(found) >= _ENOUGH_BEFORE:
                return found
        return found if len(self._pieces) <= _MOST_PIECES else b""


def _regex_end(source: bytes, start: int) -> int | None:
    regex = _REGEX.match(source, start)
    return regex.end() if regex is not None else None


def _imports(source: bytes, code: bytes, *, typed: bool) -> list[tuple[str, int]] | None:
    """The modules that are asked for at load, with their places; None when one may do something."""
    found: list[tuple[str, int]] = []
    statements = 0
    if code.count(b"import") + code.count(b"export") > _MOST_STATEMENTS:
        return None
    braces = _Braces(code)
    for match in _STATEMENT.finditer(code):
        rest = match.group(2)
        statements += match.group(1) == b"import"
        asks = rest.rstrip().endswith(b"from") or (match.group(1) == b"import" and not rest.strip())
        if _NAMED.search(rest) or braces.open_at(match.start()) or (asks and typed and _AMBIENT.search(rest)):
            return None
        types = _TYPES.match(rest) is not None
        if types and (not typed or b"*" in rest):
            return None
        if asks and not types:
            found.append((_text(source, code, match.end() - 1), match.start()))
    if b"import" in code and statements != sum(1 for _ in _IMPORT.finditer(code)):
        return None
    braces = _Braces(code)
    for match in _REQUIRE.finditer(code):
        # Without braces around it, it stands in no function but an arrow function of the same statement.
        statement = max(code.rfind(b";", 0, match.start()), match.start() - _LONGEST_TEXT, 0)
        if braces.open_at(match.start()) or code.find(b"=>", statement, match.start()) >= 0:
            return None
        found.append((_text(source, code, match.end() - 1), match.start()))
    return None if any(_does_something(module) for module, _ in found) else found


class _Braces:
    """Counts the braces that are open at one place after the other."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._place = self._open = 0

    def open_at(self, place: int) -> int:
        """How many braces are open at a place that is not before the last one that was asked for."""
        self._open += self._code.count(b"{", self._place, place) - self._code.count(b"}", self._place, place)
        self._place = place
        return self._open


def _text(source: bytes, code: bytes, start: int) -> str:
    """The inside of the literal that begins at a place."""
    return unescape(source[start + 1 : code.find(code[start : start + 1], start + 1)])


def _does_something(module: str) -> bool:
    name = module_name(module)
    if name.startswith((".", "/")):
        return module.endswith(".node")
    return ":" in name or "\\" in name or name.partition(".")[0] in _DOING


def _addresses(source: bytes, skimmed: _Skimmed, language: Language) -> list[tuple[str, int]] | None:
    """The literals that hold an address, with their places; None when one is long or may be part of a type."""
    found: list[tuple[str, int]] = []
    if b"://" not in source:
        return found
    for start, end in skimmed.literals:
        if source.find(b"://", start, end) < 0 or end - start < _SHORTEST_TEXT:
            continue
        raw = source[start:end]
        if (
            len(raw) > _LONGEST_TEXT
            or language is not Language.JAVASCRIPT
            or (raw[:1] == b"`" and b"\\" in raw)
        ):
            return None
        after = skimmed.code[end : end + _MOST_BEFORE].lstrip()
        before = skimmed.code[max(start - _MOST_BEFORE, 0) : start].rstrip()
        if not (after.startswith(b":") and before.endswith((b"{", b","))):
            found.append((unescape(raw[1:-1]), start))
    return found
