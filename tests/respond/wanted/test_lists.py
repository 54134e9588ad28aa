"""A paste is read line by line, without its comments and bullets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.wanted.lists import plain, read, recognises
from tests.respond.wanted.asking import context, indicators, reasons, releases

PASTE = b"""\
# the bad ones
- axios@1.14.1   # first
* @scope/name@2.0.0
1. litellm==1.82.7
`gem:rest-client@1.6.13`,
evil[.]invalid
setup_bun.js

this line is prose
"""


def test_a_paste_is_read_and_prose_is_reported_with_its_line() -> None:
    found = read(PASTE, context(origin="paste.txt"))
    assert [
        "pkg:npm/axios@1.14.1",
        "pkg:npm/%40scope/name@2.0.0",
        "pkg:pypi/litellm@1.82.7",
        "pkg:gem/rest-client@1.6.13",
    ] == releases(found)
    assert [("host", "evil.invalid"), ("path", "setup_bun.js")] == indicators(found)
    assert ["paste.txt:9"] == [one.origin for one in found.misread]


def test_a_paste_is_recognised_and_other_text_is_not() -> None:
    log = b'192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET /axios HTTP/1.1" 200 5\n' * 3
    assert [True, False, False, False] == [
        recognises(data, context()) for data in (PASTE, log, b"", b"axios@1.14.1\n\0")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- 'axios@1.0.0',", "axios@1.0.0"),
        ("# only this", ""),
        ("; ini", ""),
        ("a@1.0.0 // why", "a@1.0.0"),
        ("https://a.invalid/#x", "https://a.invalid/#x"),
    ],
)
def test_a_line_is_reduced_to_its_content(line: str, expected: str) -> None:
    assert expected == plain(line)


def test_an_empty_list_is_reported() -> None:
    assert ["the list is empty"] == reasons(read(b"# nothing\n", context()))


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    recognises(data, context())
    found = read(data, context())
    assert found.ids or found.misread or found.notes
