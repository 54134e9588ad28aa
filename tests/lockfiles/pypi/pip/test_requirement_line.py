import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.pypi.pip.requirement_line import Line, _words, read_lines


def one(text: str) -> Line:
    [line] = read_lines(text)
    return line


def test_comments_and_empty_lines_say_nothing() -> None:
    assert [(3, "a"), (4, "b#c")] == [
        (line.number, line.requirement) for line in read_lines("# x\n\na # y\nb#c\n   # z")
    ]


def test_a_backslash_continues_a_line_and_its_number_is_that_of_the_first() -> None:
    first, second = read_lines("a==1 \\\n  --hash=x \\\n  --hash=y\nb")
    assert (1, "a==1", (("--hash", "x"), ("--hash", "y"))) == (first.number, first.requirement, first.options)
    assert (4, "b") == (second.number, second.requirement)


def test_a_comment_line_ends_a_continued_line() -> None:
    assert [(1, "a==1"), (4, "b")] == [
        (line.number, line.requirement) for line in read_lines("a==1 \\\n# --hash=x \\\n\nb")
    ]


def test_a_continuation_at_the_end_is_read() -> None:
    assert "a==1" == one("a==1 \\").requirement


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_lines_end_where_pip_ends_them(end: str) -> None:
    assert ["a==1", "evil==1"] == [line.requirement for line in read_lines(f"a==1{end}evil==1")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-r a.txt", ("--requirement", "a.txt")),
        ("-ra.txt", ("--requirement", "a.txt")),
        ("--requirement=a.txt", ("--requirement", "a.txt")),
        ("--requirement a.txt", ("--requirement", "a.txt")),
        ("--requirem a.txt", ("--requirement", "a.txt")),
        ("-c a.txt", ("--constraint", "a.txt")),
        ("--extra-index=https://x", ("--extra-index-url", "https://x")),
        ("--extra https://x", ("--extra-index-url", "https://x")),
        ("--index https://x", ("--index-url", "https://x")),
        ("--pypi-url https://x", ("--index-url", "https://x")),
        ("-i https://x", ("--index-url", "https://x")),
        ('--find-links "a b"', ("--find-links", "a b")),
        ("--find-links\t'a b'", ("--find-links", "a b")),
        ("--pre", ("--pre", "")),
        ("--no-index", ("--no-index", "")),
        ("--no-binary :all:", ("--no-binary", ":all:")),
        ("--config-setting=a=b", ("--config-settings", "a=b")),
        ("-e .", ("--editable", ".")),
    ],
)
def test_options_are_read_as_pip_reads_them(text: str, expected: tuple[str, str]) -> None:
    line = one(text)
    assert ((expected,), ()) == (line.options, line.doubts)


def test_several_options_may_stand_on_one_line() -> None:
    line = one("--index-url https://a --extra-index-url https://b -r c.txt")
    assert ("https://b",) == line.values("--extra-index-url")
    assert ("c.txt",) == line.values("--requirement")


@pytest.mark.parametrize(
    "text", ["--nonsense", "-x", "--no", "--", "-", "--pre stray", "--index-url", '-r "a']
)
def test_options_that_make_no_sense_are_doubted(text: str) -> None:
    assert 1 == len(one(text).doubts)


def test_what_follows_a_dash_belongs_to_the_options() -> None:
    line = one("a == 1 ; os_name == 'x' --hash=y")
    assert ("a == 1 ; os_name == 'x'", (("--hash", "y"),)) == (line.requirement, line.options)


@pytest.mark.parametrize("text", ["a==${V}", "-i https://x --trusted-host ${H}", "-r ${HOME}/x.txt"])
def test_an_environment_variable_is_never_expanded(text: str) -> None:
    line = one(text)
    assert ("", ()) == (line.requirement, line.options)
    assert "does not expand" in line.doubts[0]


def test_a_variable_in_the_address_of_an_index_stays_as_it_is() -> None:
    line = one("--index-url https://${TOKEN}@x")
    assert ((("--index-url", "https://${TOKEN}@x"),), ()) == (line.options, line.doubts)


def test_an_endless_line_is_refused() -> None:
    with pytest.raises(ParseError, match="line 2 is too long"):
        list(read_lines("a\n" + "b \\\n" * 400_000))


@pytest.mark.parametrize("text", ["--nonsense -r a.txt", "-r b.txt --nonsense -r a.txt"])
def test_nothing_is_read_behind_an_option_that_makes_no_sense(text: str) -> None:
    line = one(text)
    assert "a.txt" not in line.values("--requirement")
    assert line.doubts


@pytest.mark.parametrize(
    "value", ['"a b"', "'a \\ b'", r'"a \" \\ \x"', r"a\ b", "a\"b\"'c'd", '""', r"\'", '"a\tb"', '"\'"']
)
def test_quotes_are_those_of_a_shell(value: str) -> None:
    assert tuple(shlex.split(value)) == one(f"-r {value}").values("--requirement")


@pytest.mark.fuzz
@given(st.text(st.sampled_from("ab \t\"'\\"), min_size=1, max_size=12))
def test_words_are_cut_as_shlex_cuts_them(text: str) -> None:
    try:
        expected = shlex.split(text)
    except ValueError:
        with pytest.raises(ValueError, match="not closed"):
            _words(text)
    else:
        assert expected == _words(text)


@pytest.mark.fuzz
@given(st.text(st.sampled_from("a-\\\n\r\"'# \t=$:{}\u2028é"), max_size=60))
def test_numbers_rise_and_every_line_says_something(text: str) -> None:
    lines = list(read_lines(text))
    numbers = [line.number for line in lines]
    assert sorted(set(numbers)) == numbers
    assert all(1 <= number <= len(text.splitlines()) for number in numbers)
    assert all(line.requirement or line.options or line.doubts for line in lines)
