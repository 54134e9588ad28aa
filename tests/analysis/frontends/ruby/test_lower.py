"""From the tree of a source to its representation."""

import pytest

from pratique.analysis.engine.ir import Binding, ScopeKind
from pratique.analysis.frontends.ruby.lower import MOST_NESTED
from tests.analysis.frontends.ruby.reading import calls, lowered


def test_calls_are_found_wherever_they_stand() -> None:
    source = (
        "a()\ndef f(x = b(), y: c()) = d()\nclass C < e()\n f1()\nend\n[g(), *h(), {i() => j(), **k()}]\n"
        '"#{l()}"\n`#{m()}`\n/#{n()}/\n%W[#{o()}]\n<<A\n#{p1()}\nA\nx = q() ? r() : s()\nt() if u()\nx ||= v()\n'
        "while w()\n x()\nend\nbegin\n y()\nrescue z()\n aa()\nensure\n bb()\nend\ncase cc()\nwhen dd() then ee()\n"
        "else ff()\nend\n-> { gg() }\nx.map(&hh())\nii().jj[kk()] = ll()\nfor y in mm() do nn() end\n"
        "return oo() if pp()\nEND { qq() }\nx&.rr(*ss())\n!tt()\nuu() and vv()\nyield ww()\n"
    )
    found = {called.method for scope in lowered(source).scopes for called in scope.calls}
    single = (set("abcdefghijklmnopqrstuvwxyz") - set("fp")) | {"f1", "p1"}

    assert single | {letter * 2 for letter in "abcdefghijklmnopqrstuvw"} <= found


@pytest.mark.parametrize(
    "source",
    [
        "h[a()], x = 1, 2",
        "x, (y, h[a()]) = 1, 2",
        "h[a()] += 1",
        "for h[a()] in x do end",
        "begin\nrescue => h[a()]\nend",
        "def (a()).f; end",
        "class (a())::B; end",
        "class << a(); end",
        "1 in {b: ^(a())}",
        "x => {b: ^(a())}",
        "f(b: a(), **c)",
        "f(&a())",
        "f.(a())",
        "def f(x: a()) = x",
        "-> (x = a()) { }",
        '{"#{a()}": 1}',
        ':"#{a()}"',
        "super(a())",
        "defined?(a())",
        "BEGIN { a() }",
    ],
)
def test_a_call_is_found_in_odd_places(source: str) -> None:
    assert 1 == len(calls(lowered(source), "a"))


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("x = 1", [Binding.ASSIGN]),
        ("x, y = 1, 2", [Binding.UNPACK]),
        ("x ||= 1", [Binding.OTHER, Binding.DEFAULT]),
        ("x = 'a'; x += 'b'", [Binding.ASSIGN, Binding.GROW]),
        ("x = []; x << 1", [Binding.ASSIGN, Binding.GROW]),
        ("x = []; x.push(1)", [Binding.ASSIGN, Binding.GROW]),
        ("x = {}; x[:a] = 1", [Binding.ASSIGN, Binding.SET]),
        ("x = a; x.key = 1", [Binding.ASSIGN, Binding.SET]),
        ("x = 'a'; x.reverse!", [Binding.ASSIGN, Binding.ASSIGN]),
        ("for x in a do end", [Binding.ELEMENT]),
        ("a => x", [Binding.ASSIGN]),
        ("case a\nin {x:} then 1\nend", [Binding.ELEMENT]),
        ("/(?<x>a)/ =~ b", [Binding.ELEMENT]),
        ("begin\nrescue => x\nend", [Binding.OTHER]),
    ],
)
def test_every_way_to_bind_a_name_is_told_apart(source: str, how: list[Binding]) -> None:
    assert how == [bound.how for bound in lowered(source).scope.names["x"]]


def test_a_variable_is_no_call_and_a_bare_name_is_one() -> None:
    unit = lowered("x = 1\nx\ny\ndef f(z)\n x\n z\nend")

    assert ["y"] == [called.method for called in unit.scope.calls]
    assert ["x"] == [called.method for called in unit.methods["f"][0].calls]


def test_the_main_part_is_marked_and_its_alternative_is_not() -> None:
    unit = lowered("if __FILE__ == $0\n a()\n b { c() }\nelse\n d()\nend\ne() if $PROGRAM_NAME == __FILE__")

    main = {name: calls(unit, name)[0].branch.main for name in "abcde"}
    assert {"a": True, "b": True, "c": True, "d": False, "e": True} == main


def test_classes_methods_and_other_names_are_noted() -> None:
    unit = lowered(
        "class A::B < C\n include D\n def self.f; end\n class << self\n  def g; end\n end\n def h; end\nend\n"
        "alias new old\nalias_method :newer, :older\nc.decrypt"
    )

    assert ("C", "D") == unit.bodies["B"][0].bases
    assert [True, True, False] == [unit.methods[name][0].of_class for name in "fgh"]
    assert {"new": "old", "newer": "older"} == unit.aliases
    assert unit.decrypts


def test_a_source_that_nests_without_end_is_walked_to_a_depth() -> None:
    unit = lowered("a {" * 3 * MOST_NESTED + "}" * 3 * MOST_NESTED)

    assert unit.too_deep
    assert {ScopeKind.PROGRAM, ScopeKind.BLOCK} == {scope.kind for scope in unit.scopes}
    assert not lowered("a {" * 9 + "}" * 9).too_deep


def test_sums_of_texts_side_by_side_are_noted_once_however_long() -> None:
    assert 1 == len(lowered("x = 'a' + 'b'").joins)
    assert 1 == len(lowered("x = " + "'a' + " * 900 + "'b'").joins)
    assert 0 == len(lowered("x = 'a' + y + 1").joins)
