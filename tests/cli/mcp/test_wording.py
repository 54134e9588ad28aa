"""Names, versions and paths as quoted data."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pratique.cli.mcp.tools import TOOLS
from pratique.cli.mcp.wording import quoted, refused, texts_of, unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@scope/name", "@scope/name"),
        ("1.0.0-beta+1", "1.0.0-beta+1"),
        ("lib/a b.js", "lib/a%20b.js"),
        ("](javascript:x)", "%5D%28javascript:x%29"),
        ("a\nb\u202e\u00e9", "a%0Ab%E2%80%AE%C3%A9"),
        ("100%", "100%25"),
        ("\ud800", "%ED%A0%80"),
        ("x" * 200, "x" * 117 + "..."),
    ],
)
def test_a_text_of_a_package_is_quoted(text: str, expected: str) -> None:
    assert expected == quoted(text)


@given(st.text())
def test_a_quoted_text_is_one_short_word(text: str) -> None:
    found = quoted(text)
    assert len(found) <= 120
    assert not set(found) & set(" \t\r\n`<>()[]{}\"'\\*#|&;$")
    assert found.isascii()


@pytest.mark.parametrize("tool", list(TOOLS))
@pytest.mark.parametrize("answer", [unknown("It failed.", "internal"), refused("it is wrong")])
def test_an_answer_without_a_result_fits_every_schema(tool: str, answer: dict[str, object]) -> None:
    Draft202012Validator(TOOLS[tool]["outputSchema"]).validate(answer)
    assert "unknown" == answer["verdict"]
    assert answer == json.loads(texts_of(answer)[0]["text"])
