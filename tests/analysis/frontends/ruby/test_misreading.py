"""Text to the grammar that is code to Ruby: what it hides is found."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.lower import lower
from pratique.analysis.frontends.ruby.misreading import mended
from tests.analysis.frontends.ruby.reading import apis, facts, tree

HIDING = {
    "division": "x = 4\nx /2; system('a') #/",
    "division of a parameter": "def f(x)\n x /2; system('a') #/\nend",
    "division of a pattern's name": "4 => x\nx /2; system('a') #/",
    "division of a number": "[1].map { _1 /2; system('a') } #/",
    "division of nil": "nil /2 rescue system('a') #/",
    "division behind an end": "begin\n 4\nend /2; system('a') #/",
    "division close to a method": "size/2; system('a') #/",
    "division that assigns": "x /=2; system('a') #/",
    "remainder": "x = 4\nx %(2); system('a') #)",
    "format": "x = '%s'\nx %[1]; system('a') #]",
    "format of a text": "'%s' %[system('a')]",
    "shift": "x = []\nx <<A\nsystem('a')\nA\n",
    "choice": "x = 1\nx ?a : system('a')",
    "end of the program": "x = 1; __END__\nsystem('a')",
    "end with more": "__END__ = 1\nsystem('a')",
    "end of a comment": "=begin\n=endless\n=end\nsystem('a')",
    "comment in a heredoc": "x = <<A\n#{1}##{system('a')}\nA\n",
    "label behind return": "def f\n return x:a /2; system('a') #/\nend",
    "behind return": "def f\n return /a/ if system('a') #/\nend",
}
"""Valid Ruby, in which `system` is called."""


@pytest.mark.parametrize("source", HIDING.values(), ids=HIDING.keys())
def test_what_stands_in_a_misread_literal_is_found(source: str) -> None:
    assert ["Kernel.system"] == apis(source, Capability.PROCESS)


PLAIN = {
    "expression": "x /system('a')/",
    "expression of a receiver": "y.x /system('a')/",
    "expression behind a word": "if /system('a')/\nend",
    "expression behind a constant": "Integer /system('a')/",
    "words": "x %w(system('a'))",
    "heredoc": "x <<A\nsystem('a')\nA\n",
    "character": "x ?a\n",
    "end of the program": "x\n__END__\nsystem('a')",
    "comment": "=begin\nsystem('a')\n=end\n",
}


@pytest.mark.parametrize("source", PLAIN.values(), ids=PLAIN.keys())
def test_a_literal_stays_one_behind_a_method(source: str) -> None:
    assert (set(), None) == (set(apis(source, Capability.PROCESS)), facts(source).problem)
    program = tree(source)
    lower(program)
    assert {} == program.misread


def test_mending_keeps_the_lines() -> None:
    assert b"a b\nc\\d" == mended(b"ab\ncd", {4: b"\\", 1: b" "})
    assert 3 == facts("x = 4\nx /2\nsystem('a') #/").uses[0].line
