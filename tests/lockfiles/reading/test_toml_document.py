import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.reading.document import MOST_ENTRIES
from pratique.lockfiles.reading.toml_document import read_toml


def lines(text: str) -> list[int | None]:
    return [line for _, line in read_toml(text.encode(), "package", what="x").entries]


def test_each_entry_has_the_line_of_its_header() -> None:
    assert [2, 5] == lines('a = 1\n[[package]]\nname = "x"\n\n  [[ package ]] # two\n[package.source]\n')


def test_headers_inside_strings_and_comments_are_no_headers() -> None:
    text = 'a = """\n[[package]]\n"""\nb = \'\'\'\n[[package]]\'\'\'\n# [[package]]\n[[package]]\nc = "[[package]]"\n'
    assert [7] == lines(text)


def test_quotes_at_the_end_of_a_long_string_belong_to_it() -> None:
    assert [3] == lines('a = """x""""" # "\nb = \'\'\'y\'\'\'\'\n[[package]]\n')


@pytest.mark.parametrize("text", ["package = [{}, {}]\n", '[["package"]]\n[[package]]\n'])
def test_lines_are_unknown_when_the_headers_are_written_otherwise(text: str) -> None:
    assert [None, None] == lines(text)


def test_a_file_without_entries_has_none() -> None:
    assert [] == lines("version = 1\n")


@pytest.mark.parametrize("text", ["package = 1\n", "[package]\n", "package = 'x'\n"])
def test_a_table_that_is_no_array_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="not an array of tables"):
        lines(text)


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2\n", "[", 'a = "' + "x" * 99, "a = " + "1" * 9999])
def test_text_that_is_not_toml_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="is not TOML"):
        lines(text)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{a = " * 100_000])
def test_a_depth_bomb_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="nested too deeply"):
        lines(text)


@pytest.mark.parametrize("part", ["a", '"a.b"', "'x'"])
def test_a_key_of_very_many_parts_is_refused_at_once(part: str) -> None:
    with pytest.raises(ParseError, match="32 parts"):
        lines(" . ".join([part] * 200_000) + " = 1\n")


def test_a_file_over_16_mib_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 16777216"):
        lines("#" * (16 * 1024**2 + 1))


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(ParseError, match="more than 200000 entries"):
        lines("package = [" + "1," * (MOST_ENTRIES + 1) + "]")


@pytest.mark.fuzz
@given(
    st.lists(
        st.sampled_from(
            [
                "[[package]]",
                "[[package]]#x",
                "[[package]]\na=1",
                "[package.t]",
                "[[other]]",
                "[[package.q]]",
                '# """',
                "# '''",
                "",
            ]
        ),
        max_size=12,
    )
)
def test_lines_point_at_headers_in_order(parts: list[str]) -> None:
    text = "\n".join(parts)
    try:
        found = lines(text)
    except ParseError:
        return
    expected = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("[[package]]")]
    assert expected == found
