import pytest

from pratique.ecosystems.pypi.address import artifact_url, default_registry, listing_request, normalise
from pratique.errors import ParseError


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Kite", "kite"), ("kite.py", "kite-py"), ("kite__-.py", "kite-py"), ("A", "a"), ("3d", "3d")],
)
def test_names_have_one_spelling(name: str, expected: str) -> None:
    assert expected == normalise(name).name


@pytest.mark.parametrize(
    "name", ["-kite", "kite-", "ki te", "kite[x]", "kité", "a/b", "a" * 215, ".", "kite\n"]
)
def test_names_that_no_index_has_are_refused(name: str) -> None:
    with pytest.raises(ParseError):
        normalise(name)


@pytest.mark.parametrize("full", [True, False])
def test_a_project_page_is_asked_for_in_json(full: bool) -> None:
    request = listing_request(normalise("Kite"), "https://index.example/simple", full=full)
    assert request.url == "https://index.example/simple/kite/"
    assert request.headers == {"Accept": "application/vnd.pypi.simple.v1+json"}


def test_addresses_of_files_are_not_guessed() -> None:
    assert artifact_url(normalise("kite").at("1.0"), "https://index.example/simple/") is None


def test_the_public_index_ends_in_simple() -> None:
    assert default_registry().endswith("/simple/")
