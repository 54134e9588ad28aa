"""Literals: texts, templates, objects and arrays."""

import pytest

from pratique.analysis.engine.marks import ENVIRONMENT, LITERAL, OVERSIZED
from pratique.analysis.languages.javascript.literals import elements_of, properties_of
from pratique.analysis.languages.values import UNDEFINED, UNKNOWN, Constant
from tests.analysis.languages.javascript.reading import const, evaluated, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a\\x62'", "ab"),
        ("`a`", "a"),
        ("`a${'b'}${1}c`", "ab1c"),
        ("`a${x}`", UNKNOWN),
        ("0x10", 16),
        ("[1, 'a', [2]]", (1, "a", (2,))),
        ("[1,,2]", (1, UNDEFINED, 2)),
        ("[1, x]", UNKNOWN),
        ("[...x]", UNKNOWN),
        ("null", None),
        ("undefined", UNDEFINED),
        ("true", True),
    ],
)
def test_literals_are_constants_when_all_parts_are(source: str, expected: Constant) -> None:
    assert expected == const(source)


def test_properties_of_an_object() -> None:
    evaluator, found = evaluated(
        "const c = 1; probe({a: 1, 'b': 2, c, d() {}, ['e' + 1]: 3, get f() { return 1 }, ...g})"
    )

    assert found.literal is not None
    assert [b"a", b"b", b"c", b"d", b"e1", b"f"] == list(properties_of(evaluator, found.literal))


def test_elements_of_an_array_count_holes() -> None:
    evaluator, found = evaluated("probe([1, , /* two */ 2, ])")

    assert found.literal is not None
    assert ["number", None, "number"] == [
        node.type if node else None for node in elements_of(evaluator, found.literal)
    ]


def test_an_object_is_marked_by_all_that_it_holds() -> None:
    evaluator, found = evaluated("probe({a: [{b: process.env.SETTING}]})")

    assert 0 == found.marks
    assert ENVIRONMENT == evaluator.deep(found).marks


def test_many_numbers_are_a_long_literal() -> None:
    evaluator, found = evaluated(f"probe([{','.join(map(str, range(60)))}])")

    assert LITERAL == evaluator.deep(found).marks


def test_a_template_with_a_long_constant_part_is_a_long_literal() -> None:
    assert LITERAL == value("probe(`" + "a" * 300 + "${x}`)").marks


def test_a_text_of_many_megabytes_is_known_by_its_marks_only() -> None:
    found = value("probe('" + "a" * 4_100_000 + "')")

    assert (UNKNOWN, LITERAL | OVERSIZED) == (found.const, found.marks)


def test_a_text_of_a_megabyte_is_known_and_marked_for_what_is_made_of_it() -> None:
    found = value("probe('" + "a" * 1_100_000 + "')")

    assert 1_100_000 == len(found.text or "")
    assert LITERAL | OVERSIZED == found.marks
    assert LITERAL | OVERSIZED == value("probe('" + "a" * 1_100_000 + "' + 'b')").marks
