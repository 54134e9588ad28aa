"""Places where the grammar reads text and Ruby reads code, and what is put in there so that both read code.

Whether `/`, `%`, `<<` and `?` are operators or begin a literal depends on what stands before: behind a variable they
are operators, behind a method with a blank between they begin its argument. The grammar does not know variables, so
`x /2; system(y) #/` is a regular expression to it. Nor does it ask for `__END__` to stand on a line of its own. All of
these are valid Ruby and would hide what follows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from pratique.analysis.engine.byte_text import to_text
from pratique.analysis.frontends.ruby.nodes import Node, Program

_LITERALS = frozenset(
    (
        *("string", "heredoc_beginning", "regex", "character", "subshell"),
        *("string_array", "symbol_array", "delimited_symbol"),
    )
)
_BEFORE_LITERALS = frozenset(
    ("identifier", "constant", "method_parameters", "block_parameters", "empty_statement", "ERROR")
)
"""What may stand right before a literal: methods, parameters, `;`, and what the grammar could not read."""
_BLANKS = re.compile(rb"(?:[ \t\r\v\f]|\\\r?\n)*")
_OPERATOR = re.compile(rb"<<|[/%]=|[/%?]")
_MOST_BEFORE = 300
_BEFORE = re.compile(
    rb"(?P<blank>(?:[ \t\r\v\f]|\n\r?\\)*)"
    rb"(?P<word>\w-\$|[?!]?[\w\x80-\xff]+(?:@@?|\$)?|[^\w\s]\$|['\"`])"
    rb"(?P<dot>[ \t]*(?:\.(?!\.)|::))?",
    re.DOTALL,
)
"""What stands before a place, read backwards."""
_VALUES = frozenset(("self", "nil", "true", "false", "__FILE__", "__LINE__", "__ENCODING__"))
_ENDINGS = frozenset(("end", "redo", "retry"))
_NUMBERED = frozenset(f"_{number}" for number in range(1, 10))
_OPENINGS = frozenset(
    (
        *("alias", "and", "begin", "break", "case", "class", "def", "do", "else", "elsif", "ensure", "for"),
        *("if", "in", "module", "next", "not", "or", "rescue", "return", "then", "undef", "unless", "until"),
        *("when", "while"),
    )
)
"""Words behind which a literal begins, however close it stands."""
_LEAVING = frozenset(("return", "break", "next"))
_LITERAL_OPERATORS = frozenset(("/", "%", "<<"))
_END = b"__END__"
_END_OF_LINE = re.compile(rb"\r?\n|\Z")
_LINE_END = re.compile(rb"\n(=end)[^\n]*\n?\Z")
_BLANK = re.compile(rb"\s|\Z")


def note_literal(program: Program, literal: Node, is_variable: Callable[[str], bool]) -> None:
    """Note a literal that begins with what is an operator to Ruby."""
    operator = _OPERATOR.match(program.source, literal.start)
    if operator is not None and _is_operator(program.source, operator, is_variable):
        program.misread[operator.end()] = b" "


def note_neighbours(program: Program, nodes: Sequence[Node]) -> None:
    """Note an operator between two expressions side by side, the second of which is read as a literal: `'%s' %[x]`."""
    for first, second in pairwise(nodes):
        if second.kind in _LITERALS and first.kind not in _BEFORE_LITERALS:
            operator = _OPERATOR.match(program.source, second.start)
            gap = program.source[first.end : second.start]
            if operator is not None and _BLANKS.fullmatch(gap) is not None:
                program.misread[operator.end()] = b" "


def note_leaving(program: Program, binary: Node) -> None:
    """Note an operator behind `return`, `break` or `next`, where Ruby sees the beginning of a literal."""
    left = binary.part("left")
    if left is not None and left.kind in _LEAVING and binary.operator in _LITERAL_OPERATORS:
        program.misread[left.end] = b" "


def note_label(program: Program, first: Node) -> None:
    """Note a label right behind `return`, where there is none: `x:` is a method and the beginning of a symbol."""
    key = first.part("key")
    if first.kind == "pair" and key is not None and key.kind == "hash_key_symbol":
        program.misread[key.end] = b" "


def note_comments(program: Program) -> None:
    """Note what the grammar takes for comments: `#{x}##{y}` in a heredoc; `=begin` that it ends at `=endless`."""
    for comment in program.comments:
        if comment.in_heredoc:
            program.misread[comment.start] = b"\\"
            continue
        last = _LINE_END.search(program.source, comment.start, comment.end)
        if last is not None and _BLANK.match(program.source, last.end(1)) is None:
            program.misread[last.start(1)] = b" "


def note_end(program: Program, rest: Node) -> None:
    """Note an `__END__` that does not stand on a line of its own, and so ends nothing."""
    source, start = program.source, rest.start - len(_END)
    alone = start == 0 or source[start - 1 : start] == b"\n"
    if not alone or _END_OF_LINE.match(source, rest.start) is None:
        program.misread[start] = b"_"


def mended(source: bytes, misread: Mapping[int, bytes]) -> bytes:
    """The source with what shows the grammar how Ruby reads it; its lines stay what they are."""
    parts, last = list[bytes](), 0
    for place in sorted(misread):
        parts += (source[last:place], misread[place])
        last = place
    return b"".join((*parts, source[last:]))


def _is_operator(source: bytes, operator: re.Match[bytes], is_variable: Callable[[str], bool]) -> bool:
    start = operator.start()
    before = _BEFORE.match(source[max(0, start - _MOST_BEFORE) : start][::-1])
    if before is None:
        return False
    word = to_text(before["word"][::-1])
    named = word[0].isalpha() or word[0] == "_" or not word.isascii()
    if not named or word in _NUMBERED:
        return True
    if before["dot"] is None:
        if word in _OPENINGS:
            return False
        if word in _VALUES or word in _ENDINGS or is_variable(word):
            return True
    # Behind a method: an operator that stands close to it, or assigns. `x??a` is a method and a character.
    if operator.group() == b"?":
        return False
    return not before["blank"] or operator.group() in {b"/=", b"%="}
