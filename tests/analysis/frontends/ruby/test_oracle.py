"""Ruby itself, where it is installed: what we say it gives and reads is what it gives and reads."""

from itertools import product

from pratique.analysis.engine.byte_text import to_bytes
from pratique.analysis.engine.values import Constant
from pratique.analysis.frontends.ruby.reading import parsed
from tests.analysis.engine import test_blocks, test_operators
from tests.analysis.frontends.ruby import (
    test_folding,
    test_lists,
    test_literals,
    test_packing,
    test_texts,
)
from tests.ecosystems.ruby_oracle import run_ruby

GIVEN: list[tuple[str, Constant]] = [
    row
    for row in (
        *test_blocks.CARRIED_OUT,
        *test_folding.WORKED_OUT,
        *test_lists.WORKED_OUT,
        *test_literals.WRITTEN,
        *test_operators.WORKED_OUT,
        *test_packing.UNPACKED,
        *test_packing.PACKED,
        *test_texts.WORKED_OUT,
    )
    # `it` is new in Ruby 3.4.
    if "it +" not in row[0]
]
EVALUATE = """
def shown(value)
  case value
  when String, Symbol then "t" + value.to_s.b.unpack1("H*")
  when Array, Enumerator then value.map { |item| shown(item) }
  else value
  end
end
answer = CASES.map { |source| shown(eval(source, Object.new.instance_eval { binding })) }
"""


def shown(value: Constant) -> object:
    """A constant as the program above shows it."""
    if isinstance(value, str):
        return "t" + to_bytes(value).hex()
    return [shown(item) for item in value] if isinstance(value, tuple) else value


def test_ruby_gives_what_we_expect_of_constants() -> None:
    answers = run_ruby(EVALUATE, [source for source, _ in GIVEN])
    assert isinstance(answers, list)

    wrong = [
        (source, expected, answer)
        for (source, expected), answer in zip(GIVEN, answers, strict=True)
        if shown(expected) != answer
    ]
    assert [] == wrong


HEADS = ("", "x = 1\n")
BEFORE = (
    *(
        "x",
        "y",
        "self",
        "nil",
        "@x",
        "$x",
        "A",
        "1",
        "'a'",
        "%(a)",
        "[1]",
        "(1)",
        "y.x",
        "y.x!",
        "y.x?",
        "x()",
    ),
    *("y {}", "-x", "not x", "yield", "return", "puts x", "_1", "x and", "begin; end", ":a", "$/", "x = y"),
)
BETWEEN = ("", " ", "\\\n")
LITERALS = (
    *(
        "/1; e() #/",
        "%(e())",
        "%w(e())",
        "%[e()]",
        "<<A\ne()\nA\n",
        "<<~A\ne()\nA\n",
        "?e() :1",
        "%=1; e() #=",
    ),
    *('"##{e()}"', "/##{e()}/", "\n__END__ \ne()\n", "\n__END__\ne()\n", "\n=begin\n=end x\ne()\n"),
)
LEX = """
require "ripper"
answer = CASES.map do |source|
  lexer = Ripper::Lexer.new(source)
  tokens = lexer.lex
  next -1 if lexer.error? || Ripper.new(source).tap(&:parse).error?
  tokens.count { |token| token[1] == :on_ident && token[2] == "e" }
end
"""


def names(source: str) -> int:
    """How often we see `e` as a name in a source; many when we say that we do not read it."""
    program, _ = parsed(source.encode())
    waiting, found = [program.root], 0
    while waiting:
        node = waiting.pop()
        waiting += node.children
        found += node.kind == "identifier" and program.text(node) == "e"
    return 99 if program.broken_bytes or program.misread else found


def test_what_is_code_to_ruby_is_never_text_to_us() -> None:
    sources = ["".join(parts) for parts in product(HEADS, BEFORE, BETWEEN, LITERALS)]
    answers = run_ruby(LEX, sources)
    assert isinstance(answers, list)

    assert len(sources) // 3 < sum(answer >= 0 for answer in answers)
    assert [] == [source for source, seen in zip(sources, answers, strict=True) if names(source) < seen]
