"""The grammars of JavaScript, TypeScript and TSX, and the kinds of nodes that the walk tells apart."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language as Grammar
from tree_sitter import Parser, Tree

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.flow_syntax import without_flow
from pratique.analysis.languages.pieces import pieces

MOST_BYTES = 16 * 1024 * 1024
"""A larger file is not parsed: the tree takes some 65 bytes for each byte of source."""
_MOST_CONTROLS = 0.4
"""Share of control characters above which a file is not text; some bundles keep a program in a text literal."""
_MOST_FOREIGN = 0.02
"""Share of bytes that are no UTF-8 above which a file is not text."""
_MOST_RECOVERY = 5_000
"""Reports of progress while the parser is looking for a way out of an error; real files need a handful."""
_FEWEST_REPORTS = 2_000
_BYTES_A_REPORT = 16
"""Bytes for which one report of progress is granted: real files need one for 24 at least, text that can be read in many ways any number."""
_MOST_REPORTS = 140_000
"""Reports for one source. Each stands for some 40 nodes of 95 bytes: real files of 12 and 13 MB need 125,000."""
_MOST_FORWARD = 90_000
"""Reports that find the parser further on. Four more for each seven come when it puts the tree in order at the end, and with them
too many: told here, it is told before the tree has all of its memory."""
_MOST_UNENDED = 1 << 28
"""Comments that do not end, times the bytes behind the last that does."""
_CHUNK = 1 << 20

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
_USING = re.compile(rb"\b(?:await )?using(?= [\w$]+ ?(?:=|of\b))")
_SHOWN = bytes(ord("?") if code in _CONTROLS else code for code in range(256))
"""Control characters as question marks: the parser takes a zero byte inside a text for the end of the file."""
_GRAMMARS: dict[Language, Callable[[], object]] = {
    Language.JAVASCRIPT: tree_sitter_javascript.language,
    Language.TYPESCRIPT: tree_sitter_typescript.language_typescript,
    Language.TSX: tree_sitter_typescript.language_tsx,
}

ERROR_KIND = 0xFFFF
FUNCTIONS = frozenset(
    (
        *("function_expression", "arrow_function", "generator_function", "function_declaration"),
        *("generator_function_declaration", "method_definition"),
    )
)
CLASSES = frozenset(("class", "class_declaration", "abstract_class_declaration"))
LEAVES = frozenset(
    (
        *(
            "identifier",
            "property_identifier",
            "private_property_identifier",
            "shorthand_property_identifier",
        ),
        *(
            "shorthand_property_identifier_pattern",
            "statement_identifier",
            "this",
            "super",
            "number",
            "regex",
        ),
        *("regex_pattern", "regex_flags", "true", "false", "null", "undefined", "comment", "html_comment"),
        *("hash_bang_line", "string_fragment", "escape_sequence", "jsx_text", "html_character_reference"),
        *("empty_statement", "break_statement", "continue_statement", "debugger_statement", "meta_property"),
        *("optional_chain", "import", "jsx_closing_element", "jsx_namespace_name"),
        # What only types need
        *("type_annotation", "type_arguments", "type_parameters", "interface_declaration", "type_identifier"),
        *("type_alias_declaration", "function_signature", "abstract_method_signature", "method_signature"),
        *("ambient_declaration", "implements_clause", "accessibility_modifier", "override_modifier"),
        *("predefined_type", "index_signature", "property_signature", "type_predicate_annotation"),
        *("asserts_annotation", "nested_type_identifier", "generic_type", "object_type", "union_type"),
        *("literal_type", "array_type", "function_type", "tuple_type", "type_query", "intersection_type"),
    )
)
"""Kinds that hold nothing of interest below them."""


class UnparsableError(Exception):
    """A source that is not read, and why; never leaves this package."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The numbers of node kinds in one grammar."""

    numbers: dict[str, frozenset[int]]

    def of(self, *names: str) -> frozenset[int]:
        """The numbers of kinds by their names; names that the grammar does not have are passed over."""
        return frozenset(number for name in names for number in self.numbers.get(name, ()))


@cache
def grammar(language: Language) -> Grammar:
    """The compiled grammar of a language."""
    return Grammar(_GRAMMARS[language]())


@cache
def kinds(language: Language) -> Kinds:
    """The named node kinds of a language's grammar."""
    compiled = grammar(language)
    numbers: dict[str, set[int]] = {}
    for number in range(compiled.node_kind_count):
        if compiled.node_kind_is_named(number):
            numbers.setdefault(compiled.node_kind_for_id(number) or "", set()).add(number)
    return Kinds({name: frozenset(found) for name, found in numbers.items()})


def alternatives(source: bytes, language: Language) -> Iterator[tuple[bytes, Language]]:
    """Other ways to read a source that did not parse well: JavaScript with types (Flow), new declarations.

    A changed source has the same length, so that places in it are places in the original.
    """
    if language is Language.JAVASCRIPT:
        yield source, Language.TSX
        rewritten = without_flow(source)
        if rewritten != source:
            yield rewritten, Language.TSX
    elif b"using " in source:
        yield _USING.sub(lambda match: b"const".ljust(len(match.group())), source), language


def parse(source: bytes, language: Language) -> Tree:
    """Parse a source that is small enough and is text.

    Raises:
        UnparsableError: too large, not text, so far from the grammar that recovery would take minutes, or more code than
            memory is granted for.
    """
    if len(source) > MOST_BYTES:
        raise UnparsableError(f"too large to read: {len(source):,} bytes, the most is {MOST_BYTES:,}")
    controls = check_text(source)
    _check_comments(source)
    return _parse(source.translate(_SHOWN) if controls else source, language)


def _parse(source: bytes, language: Language) -> Tree:
    recovering = reports = forward = 0
    furthest = -1
    most = min(_FEWEST_REPORTS + len(source) // _BYTES_A_REPORT, _MOST_REPORTS)

    def progress(offset: int, in_error: bool) -> bool:  # noqa: FBT001 (the binding's signature)
        nonlocal recovering, reports, forward, furthest
        recovering += in_error
        reports += 1
        if offset > furthest:
            furthest = offset
            forward += 1
        return recovering > _MOST_RECOVERY or reports > most or forward > _MOST_FORWARD

    try:
        with pieces(source, _CHUNK) as read:
            return Parser(grammar(language)).parse(read, progress_callback=progress)
    except ValueError as error:
        # Without an error in it, node runs the file: it must not be told as one that does not parse.
        why = "does not parse: too many errors" if recovering else f"too much code in {len(source):,} bytes"
        raise UnparsableError(why) from error


def _check_comments(source: bytes) -> None:
    """Refuse many comments that do not end: the lexer looks for the end of each up to the end of the file."""
    after = source.rfind(b"*/") + 1
    if source.count(b"/*", after) * (len(source) - after) > _MOST_UNENDED:
        raise UnparsableError("does not parse: comments that do not end")


def check_text(source: bytes) -> int:
    """Count the control characters.

    Raises:
        UnparsableError: not text.
    """
    controls = len(source) - len(source.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(source):
        raise UnparsableError(f"not text: {controls:,} control characters in {len(source):,} bytes")
    if not source.isascii():
        wrong = source.decode("utf-8", "replace").count("\ufffd") - source.count(b"\xef\xbf\xbd")
        if wrong > _MOST_FOREIGN * len(source):
            raise UnparsableError(f"not text: {wrong:,} bytes of {len(source):,} are no UTF-8")
    return controls
