"""Where something is in the repository."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.location import Location
from pratique.report.parts.location import in_repository, place_of, uri


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("package-lock.json:42", Location("package-lock.json", 42)),
        ("a:b/uv.lock:7", Location("a:b/uv.lock", 7)),
        ("uv.lock", Location("uv.lock")),
        ("odd:name", Location("odd:name")),
        (":7", Location(":7")),
        ("x:0", Location("x", 1)),
        ("x:\N{ARABIC-INDIC DIGIT SEVEN}", Location("x:\N{ARABIC-INDIC DIGIT SEVEN}")),
    ],
)
def test_an_entry_is_read_as_path_and_line(source: str, place: Location) -> None:
    assert place == place_of(source)


@pytest.mark.parametrize(
    ("root", "path"),
    [
        (".", "uv.lock"),
        ("apps/web", "apps/web/uv.lock"),
        ("./apps/web/", "apps/web/uv.lock"),
        ("apps\\web", "apps/web/uv.lock"),
        ("/home/me/app", "uv.lock"),
        ("../app", "uv.lock"),
        ("C:\\app", "uv.lock"),
    ],
)
def test_a_place_is_told_from_where_the_check_was_started(root: str, path: str) -> None:
    assert Location(path, 3) == in_repository(root, Location("uv.lock", 3))


@pytest.mark.fuzz
@given(st.text())
def test_any_path_is_a_relative_reference(path: str) -> None:
    shown = uri(path)
    assert set(shown) <= set(string.ascii_letters + string.digits + "-._~/@+%")
    assert shown
    assert not shown.startswith("/")
