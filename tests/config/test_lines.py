import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.lines import find_lines

TEXT = """\
top = 1
[policy] # comment
min_age = "72h"
[[waivers]]
rule = "a"

[[waivers]]
  "rule" = "b"
[tool.pratique.deny]
'npm:x' = "why"
"""


@pytest.mark.parametrize(
    ("line", "table", "key", "entry"),
    [
        (1, "", "top", 0),
        (2, "policy", "", 0),
        (3, "policy", "min_age", 0),
        (5, "waivers", "rule", 0),
        (7, "waivers", "", 1),
        (8, "waivers", "rule", 1),
        (10, "tool.pratique.deny", "npm:x", 0),
        (None, "policy", "absent", 0),
        (None, "waivers", "rule", 2),
    ],
)
def test_keys_and_headers_are_found(line: int | None, table: str, key: str, entry: int) -> None:
    assert line == find_lines(TEXT).key(table, key, entry=entry)


def test_windows_line_ends_change_nothing() -> None:
    assert find_lines(TEXT) == find_lines(TEXT.replace("\n", "\r\n"))


@pytest.mark.fuzz
@given(st.text(alphabet="[]a.\"'= \n#\r\t"))
def test_any_text_gives_lines_that_exist(text: str) -> None:
    assert all(1 <= number <= text.count("\n") + 1 for number in find_lines(text).places.values())
