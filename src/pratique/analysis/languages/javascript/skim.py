"""Imports and addresses of a quiet file, from its bytes: comments and literals are told apart, and nothing is parsed.

Wherever the bytes may be read in two ways (a slash after a bracket, a template with holes, markup, requests inside
functions) there is no answer, and the file is read in full.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.gather import Facts
from pratique.analysis.languages.javascript.grammar import UnparsableError, check_text
from pratique.analysis.languages.javascript.names import RENAMED, STARTED_MODULES, module_name
from pratique.analysis.languages.javascript.quiet import names_nothing

_WHOLE = rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`|"
# Each way to match begins with one certain byte: so the search skips what begins none, an order of magnitude faster.
_TOKEN = re.compile(_WHOLE + b"/|\"|'|`", re.DOTALL)
_IN_HOLE = re.compile(_WHOLE + rb"/|\"|'|`|\{|\}", re.DOTALL)
_TEMPLATE = re.compile(rb"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_SLASH = 0x2F
_REGEX = re.compile(rb"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,500}\]){1,2000}/[A-Za-z]{0,9}")
_BEFORE_REGEX = frozenset(b"(,=:[!&|?{;~^%*")
_WORD_BEFORE = re.compile(
    rb"(?<![\w$.])(?:return|typeof|case|in|of|delete|void|do|else|instanceof|new|await|yield)\Z"
)
_STATEMENT = re.compile(rb"(import(?<![\w$.]import)|export(?<![\w$.]export))\b([^\"'`;()=]{0,5000}?)([\"'])")
_IMPORT = re.compile(rb"import(?<!\wimport)\b")
_NAMED = re.compile(rb"\b(?:import|export)\b")
_TYPES = re.compile(rb"\s*(?:type|typeof)\s+(?!from\b)[\w${*]")
_REQUIRE = re.compile(rb"require(?<![\w$]require)\s*\(\s*([\"'])")
_AMBIENT = re.compile(rb"(?<![\w$])(?:declare|namespace)\b")
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
_MOST_NESTED = 50
_MOST_STATEMENTS = 3_000
_MOST_BYTES = 1_000_000
_LINE = re.compile(rb"\n")


@dataclass(slots=True)
class _Skimmed:
    """A source whose comments, regular expressions and contents of literals are blank, and its literals."""

    code: bytes = b""
    literals: list[tuple[int, int]] = field(default_factory=list)
    templates: list[bytes] = field(default_factory=list)
    """The pieces of templates with holes."""


def read_skimmed(source: bytes, language: Language, facts: Facts) -> bool:
    """Add the imports and addresses of a quiet source. False, and nothing added, when it must be read in full."""
    try:
        if len(source) > _MOST_BYTES or check_text(source):
            return False
    except UnparsableError:
        return False
    skimmed = _skim(source)
    if skimmed is None or (language is not Language.JAVASCRIPT and _AMBIENT.search(skimmed.code)):
        return False
    if not names_nothing(_together(source, skimmed)):
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


def _together(source: bytes, skimmed: _Skimmed) -> bytes:
    """All literals, one a line, their escapes carried out."""
    whole = b"\n".join([source[start:end] for start, end in skimmed.literals] + skimmed.templates)
    return unescape(whole).encode("utf-8", "replace") if b"\\" in whole else whole


def _skim(source: bytes) -> _Skimmed | None:
    skimmer = _Skimmer(source)
    return skimmer.found if skimmer.run() else None


class _Skimmer:
    """Goes from one comment or literal to the next."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._pieces: list[bytes] = []
        self._last = 0
        self._holes: list[int] = []
        """Of each template that is open, how many braces are open in its present hole."""
        self.found = _Skimmed()

    def run(self) -> bool:
        """Blank out the whole source; False when it may be read in two ways."""
        source, place = self._source, 0
        while True:
            match = (_IN_HOLE if self._holes else _TOKEN).search(source, place)
            if match is None:
                break
            start, end = match.span()
            if end - start > 1:
                self._blank(start, end, quoted=source[start] != _SLASH)
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
            end = _slash(self._source, start)
            if end is not None and end > start + 1:
                self._blank(start, end, quoted=False)
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
        self._blank(start, match.end(), quoted=False)
        return match.end()

    def _blank(self, start: int, end: int, *, quoted: bool) -> None:
        if quoted:
            self.found.literals.append((start, end))
        self._pieces.append(self._source[self._last : start])
        length = end - start
        edge = self._source[start : start + 1]
        self._pieces.append(edge + b" " * (length - 2) + edge if quoted else b" " * length)
        self._last = end


def _slash(source: bytes, start: int) -> int | None:
    """The end of what a slash begins: itself in a division, or a regular expression; None when it may be either."""
    before = source[max(start - _MOST_BEFORE, 0) : start].rstrip()
    if not before:
        return None
    last = before[-1]
    if last in _BEFORE_REGEX or _WORD_BEFORE.search(before[-12:]):
        regex = _REGEX.match(source, start)
        return regex.end() if regex is not None else None
    if source[start + 1 : start + 2] == b">":
        return None
    if last in b")]_$" or chr(last).isalnum():
        rest = source[start + 1 : start + 1 + _MOST_BEFORE].split(b"\n", 1)[0]
        return start + 1 if not any(sign in rest for sign in (b"'", b'"', b"`", b"/*", b"//")) else None
    return None


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
        if _NAMED.search(rest) or braces.open_at(match.start()):
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
