"""One setting: how its value is compared and shown, and its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.install_settings.setting import canonical, content, line_of, shown


def test_equal_values_have_one_text() -> None:
    assert canonical({"b": 1, "a": [True]}) == canonical({"a": [True], "b": 1})
    assert "true" == canonical(True) == canonical("true")
    assert canonical(["a", "b"]) != canonical(["b", "a"])


@pytest.mark.parametrize(
    "text",
    [
        "https://me:hunter2@x.invalid/",
        "https://hunter2@x.invalid",
        '{"token": "hunter2", "url": "https://x.invalid"}',
        '[{"_authToken": "hunter2"}]',
        '{"password":"hunter2"}',
    ],
)
def test_secrets_are_not_shown(text: str) -> None:
    assert "hunter2" not in shown(text)


@given(st.text(max_size=400))
def test_what_is_shown_is_short(text: str) -> None:
    assert len(shown(text * 40)) <= 120


def test_a_digest_is_cut_short() -> None:
    assert "sha256:ca978112ca1b" == shown(content(b"a"))


def test_line_ends_of_windows_are_the_same_content() -> None:
    assert content(b"a\nb\n") == content(b"a\r\nb\r\n") != content(b"a\n")


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("# registry\nregistry=x\n", ("registry",), 2),
        ("@acme:registry = x\nregistry = y\n", ("registry",), 2),
        ('{\n "a": 1,\n "overrides": {\n  "b": 2\n }\n}', ("overrides", "b"), 4),
        ("npmScopes:\n  acme:\n    npmRegistryServer: x\n", ("npmScopes", "acme", "npmRegistryServer"), 3),
        ("[project]\nx = 1\n[build-system]\nrequires = []\n", ("build-system", "requires"), 4),
        ("[[tool.uv.index]]\nurl = 'x'\n", ("tool", "uv", "index"), 1),
        ("[tool.uv]\nindex-url = 'x'\n", ("tool", "uv", "index-url"), 2),
        ('BUNDLE_PATH: "x"\n', ("BUNDLE_PATH",), 1),
        ('source "x"\n', ("source",), 1),
        ("x\n", ("the whole file",), None),
    ],
)
def test_the_line_is_that_of_the_last_key(text: str, name: tuple[str, ...], line: int | None) -> None:
    assert line == line_of(text, name)


@given(st.text(max_size=200), st.lists(st.text(max_size=5), max_size=3).map(tuple))
def test_any_text_has_a_line_of_its_own_or_none(text: str, name: tuple[str, ...]) -> None:
    found = line_of(text, name)
    assert found is None or 1 <= found <= text.count("\n") + 1
