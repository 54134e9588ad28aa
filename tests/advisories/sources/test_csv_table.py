import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.csv_table import (
    MALFORMED_LINE,
    NO_LINES,
    NOT_THE_TABLE,
    NOT_UTF_8,
    Cells,
    is_table,
    product_of,
    table_rows,
)
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM, NAME_INVALID
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.core.advisory import Advisory, AdvisoryKind, Product

COLUMNS = ("id", "title")


def make(cells: Cells) -> Row:
    if cells["id"] == "bad":
        raise UnreadableError("it is bad")
    return Advisory(id=cells["id"], source="x", kind=AdvisoryKind.MALWARE, summary=cells["title"])


def rows(data: bytes) -> list[tuple[str, str]]:
    """What became of each line: its id and title, or where it was and why it is skipped."""
    return [
        (row.where, row.why) if isinstance(row, Skip) else (row.id, row.summary)
        for row in table_rows(Entry("t.csv", data), COLUMNS, make)
        if isinstance(row, Advisory | Skip)
    ]


def test_each_line_is_a_row() -> None:
    data = b'\xef\xbb\xbfid,more,title\r\nA,x,"one, two"\r\n\r\nB,,three\r\n'

    assert [("A", "one, two"), ("B", "three")] == rows(data)


def test_a_line_that_cannot_be_read_spoils_no_other() -> None:
    data = b'id,title\nA,1\nB\nC,1,2\nbad,x\nD,"x"y\nE,\xff\nF,\xc3\xa9\n'

    assert [
        ("A", "1"),
        ("t.csv:3", MALFORMED_LINE),
        ("t.csv:4", MALFORMED_LINE),
        ("t.csv:5", "it is bad"),
        ("t.csv:6", MALFORMED_LINE),
        ("t.csv:7", NOT_UTF_8),
        ("F", "é"),
    ] == rows(data)


def test_a_quote_that_is_never_closed_is_told() -> None:
    assert [("A", "1"), ("t.csv:4", MALFORMED_LINE)] == rows(b'id,title\nA,1\nB,"2\nC,3\n')


def test_a_field_of_many_megabytes_is_told_and_the_rest_is_read() -> None:
    data = b"id,title\nA," + b"x" * 1_000_000 + b"\nB,2\n"

    assert [("t.csv:2", MALFORMED_LINE), ("B", "2")] == rows(data)


@pytest.mark.parametrize("data", [b"", b"\n", b"a,b\n1,2\n", b'"', b"\xff\xfei\x00d\x00"])
def test_another_file_is_told_to_be_another(data: bytes) -> None:
    assert [("t.csv", NOT_THE_TABLE)] == rows(data)


@pytest.mark.parametrize("data", [b"id,title", b"title,id\n\n\n"])
def test_a_table_without_lines_is_told(data: bytes) -> None:
    assert [("t.csv", NO_LINES)] == rows(data)


@pytest.mark.parametrize(
    ("path", "data", "known"),
    [
        ("t.csv", b"id,title\n", True),
        ("t.csv", b"\xef\xbb\xbftitle, more ,id\r\n", True),
        ("t.csv", b"id\n", False),
        ("t.csv", b"", False),
        ("t.txt", b"id,title\n", False),
    ],
)
def test_a_table_is_recognised_by_its_header(path: str, data: bytes, *, known: bool) -> None:
    assert known == is_table(Entry(path, data), COLUMNS)


def test_a_package_is_told_by_its_ecosystem_and_name() -> None:
    assert Product("pypi", "a-b") == product_of("PyPI", "A_b")
    with pytest.raises(UnreadableError, match=ANOTHER_ECOSYSTEM):
        product_of("composer", "a/b")
    with pytest.raises(UnreadableError, match=NAME_INVALID):
        product_of("npm", "a:b")


@given(st.text('A,"\n\r\0 \udcff', max_size=30))
def test_any_lines_become_rows(text: str) -> None:
    assert rows(b"id,title\n" + text.encode("utf-8", "surrogateescape"))
