"""JSON as text."""

import json

from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import compact, indented


def test_compact_is_one_line() -> None:
    assert '{"a":[1,null]}\n' == compact({"a": [1, None]})


def test_both_read_back_equal() -> None:
    value: Json = {"text": "\N{RIGHT-TO-LEFT OVERRIDE}x", "list": [1, 2.5, True]}
    assert value == json.loads(compact(value)) == json.loads(indented(value))
