import re
import time
from itertools import product

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored.expression import UnusableError
from pratique.advisories.vendored.pattern import (
    PLACEHOLDER,
    Pattern,
    compile_name,
    compile_replacement,
    compile_search,
    options,
)

V = PLACEHOLDER


def found(source: str, text: str) -> list[str]:
    """What a pattern finds; where it finds something, its loose form must hold, too."""
    return told(compile_search(source), text)


def told(pattern: Pattern, text: str) -> list[str]:
    data = text.encode()
    versions = pattern.find(data).versions
    assert not versions or re2.compile(pattern.loose, options()).search(data)
    return versions


def test_the_placeholder_stands_for_a_version() -> None:
    assert ["1.2.3-beta.1"] == found(rf"/\*! left v({V})", "/*! left v1.2.3-beta.1 | MIT")
    assert [] == found(rf"/\*! left v({V})", "/*! left vNext")


def test_every_version_is_told_once_in_order_of_place() -> None:
    assert ["2.0", "1.0"] == found(rf"left v({V})", "left v2.0 left v1.0 left v2.0")


def test_a_stretch_of_anything_has_its_bounds() -> None:
    near = f'"({V})".{{3,40}}left'

    assert ["1.0"] == found(near, '"1.0"' + "x" * 40 + "left")
    assert [] == found(near, '"1.0"' + "x" * 41 + "left")
    assert [] == found(near, '"1.0"' + "xx" + "left")
    assert [] == found(near, '"1.0"xx\nxxleft')
    assert ["1.0"] == found(rf'"({V})"[\s\S]{{3,40}}left', '"1.0"xx\nxxleft')


def test_each_place_where_it_may_begin_is_tried() -> None:
    text = '"1.0" and "2.0" and "3.0"' + " " * 20 + 'left, then "4.0"'

    assert ["3.0"] == found(rf'"({V})"[^"]{{0,40}}left', text)
    assert ["1.0"] == found(rf'"({V})"[\s\S]{{0,60}}left', text)
    assert ["1a1"] == found("(1a*1)[^a]*1", "11a11")


def test_a_count_beyond_what_re2_takes_is_held_by_the_length_of_the_whole() -> None:
    far = f"'({V})'[^\\n]{{0,8000}}left"

    assert ["1.0"] == found(far, "'1.0'" + "x" * 8_000 + "left")
    assert [] == found(far, "'1.0'" + "x" * 9_000 + "left")


def test_what_has_no_end_has_none() -> None:
    assert ["1.0"] == found(rf'"({V})"[\s\S]*left', '"1.0"' + "x\n" * 100_000 + "left")
    assert ["1.0"] == found(rf"({V}) \*(?:\n|.)+left", "1.0 *" + "x\n" * 1_000 + "left")


def test_a_reference_holds_what_its_group_held() -> None:
    source = rf'="({V})",.{{2,50}}(.)\.fn=(\2)\.prototype'

    assert ["3.5.1"] == found(source, '="3.5.1",xxxxxxb.fn=b.prototype')
    assert [] == found(source, '="3.5.1",xxxxxxb.fn=c.prototype')


def test_what_must_be_before_the_end_of_a_version_is_looked_at() -> None:
    source = rf'="({V})(?<=[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{1,2}})"[\s\S]{{1,300}}__left__'

    assert ["4.17.20"] == found(source, '="4.17.20",n="__left__"')
    assert [] == found(source, '="4.17",n="__left__"')
    assert ["4.17.20"] == found(source, '="500",e="4.17.20",n="__left__"')


def test_a_version_is_put_together_from_groups() -> None:
    pattern = compile_replacement("/major:([0-9]+),minor:([0-9.]+)/v$1.$2/")

    assert ["v4.7.2"] == told(pattern, "major:4,minor:7.2")


def test_a_replacement_may_refer_to_groups_out_of_order() -> None:
    pattern = compile_replacement(rf'/d,([a-z])="({V})",([a-z])=.{{3,60}};\3\.fn=\1/$2/')

    assert ["1.2.3"] == told(pattern, 'd,a="1.2.3",b=xxxx;b.fn=a')
    assert [] == told(pattern, 'd,a="1.2.3",b=xxxx;b.fn=c')


def test_a_name_is_held_against_the_whole() -> None:
    pattern = compile_name(rf"left-({V})(\.min)?\.js")

    assert ["1.0"] == told(pattern, "left-1.0.js")
    assert [] == told(pattern, "a-left-1.0.js")
    assert [] == told(pattern, "left-1.0.json")


@pytest.mark.parametrize(
    "source",
    [
        f"(?=({V}))",
        "no group",
        r"\2(a)",
        "(a{1,40}){1,40}",
        "(a)b{2000,}",
        "(a)(?:b|(?<=c))",
        "(" + "b{900}" * 90 + ")",
    ],
)
def test_what_re2_cannot_do_is_refused(source: str) -> None:
    with pytest.raises(UnusableError):
        compile_search(source)


@pytest.mark.parametrize("source", ["", "/", "//", "/(a)/", "(a)/$1/", "/(a)/$2/", "/(a)/$x/", "/(a)/$1"])
def test_a_replacement_that_is_none_is_refused(source: str) -> None:
    with pytest.raises(UnusableError):
        compile_replacement(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (f'="({V})".{{300,1000}}Years:.{{60,80}}left', '="1.0"'),
        (rf'"({V})"[\s\S]*left', '"1.0"'),
        (rf"/\*!?[\s*]*left({V})", "/*"),
        (rf"(?:\n|\r|.)+left({V})", "left\n"),
        (rf"(a*)*(b*)*left({V})", "ab"),
    ],
)
def test_a_text_made_to_be_slow_takes_time_by_its_length_alone(source: str, text: str) -> None:
    pattern = compile_search(source)
    data = (text * (400_000 // len(text))).encode()
    started = time.process_time()

    hits = pattern.find(data)

    assert [] == hits.versions
    assert time.process_time() - started < 10  # a second at most; a backtracking engine never ends


def test_more_places_than_one_file_is_worth_are_told() -> None:
    hits = compile_search(f'"({V})".{{3,40}}left').find(b'"1.0"' * 30_000)

    assert hits.cut
    assert compile_search(f'"({V})"').find(b'"1.0"' * 30_000).cut


# Expressions that Python's `re` reads as JavaScript does.
ATOMS = ("a", "b", "1", ".", "[ab]", "[^a]", r"\d", r"[\s\S]", "(?:ab|b)", "(?:a1?)", "(?:.b)")
COUNTS = ("", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{0,40}")
ONE = ["".join(pair) for pair in product(ATOMS, COUNTS)]
PARTS = st.sampled_from(["", *ONE])


@given(PARTS, PARTS, PARTS, st.text(alphabet="ab1\n", max_size=10))
def test_it_finds_what_a_backtracking_engine_finds(before: str, version: str, after: str, text: str) -> None:
    source = f"{before}(1{version}){after}"
    expected = list(dict.fromkeys(match[1] for match in re.finditer(source, text)))

    assert expected == found(source, text)
