"""The tree that the other modules read."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.nodes import Node
from tests.analysis.frontends.ruby.reading import apis, facts, tree


def first(source: str) -> Node:
    return tree(source).root.children[0]


def test_a_node_has_its_named_children_its_fields_and_its_operator() -> None:
    program = tree("a + b.c(1)")
    (node,) = program.root.children
    right = node.part("right")

    assert ("binary", "+") == (node.kind, node.operator)
    assert ["a", "b.c(1)"] == [program.text(child) for child in node.children]
    assert right is node.children[1]
    assert node.part("body") is None


def test_a_heredoc_has_its_body_also_where_two_begin_on_one_line() -> None:
    program = tree("f(<<A, <<B)\none\nA\ntwo\nB\n")
    arguments = program.root.children[0].parts["arguments"].children
    bodies = [program.text(node.body) for node in arguments if node.body is not None]

    assert ["one\nA", "two\nB"] == [body.strip() for body in bodies]


def test_lines_are_counted_by_bytes_from_1() -> None:
    program = tree("'\u00e9'\n\n'b'")

    assert [1, 3] == [program.line(node) for node in program.root.children]


def test_a_text_that_is_no_unicode_has_a_text_all_the_same() -> None:
    program = tree(b"# -*- coding: latin-1 -*-\nx = '\xe9'")

    assert "x = '\udce9'" == program.text(program.root.children[0])


def test_comments_are_left_out_of_the_tree() -> None:
    program = tree("# a\nb # c\n=begin\nd\n=end\n")

    assert ["identifier"] == [node.kind for node in program.root.children]
    assert [10] == [comment.start for comment in program.comments]


@pytest.mark.parametrize(
    ("source", "broken", "line"),
    [("a = 1", 0, 1), ("a\nb = )\nc", 1, 2), ("a(", 1, 1), ("f :$,", 0, 1), ("def f(& block) = 1", 0, 1)],
)
def test_bytes_that_do_not_parse_are_counted(source: str, broken: int, line: int) -> None:
    program = tree(source)

    assert (broken > 0, line) == (program.broken_bytes > 0, program.line_at(program.broken_at))


def test_a_source_that_is_one_error_is_broken_as_a_whole() -> None:
    assert 999 <= tree("(" * 1_000).broken_bytes


def test_code_behind_an_error_is_read() -> None:
    source = "x = ]]]\nsystem('a')\n"

    assert ["Kernel.system"] == apis(source, Capability.PROCESS)
    assert "does not parse" in (facts(source).problem or "")
