"""Names searched in bytes."""

import pytest

from pratique.respond.places.needle_search import contains
from pratique.respond.wanted.value import Wanted
from tests.respond.places.wanting import digest, releases

SRI = "sha512-" + "A" * 86 + "=="


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (releases("axios@1.14.1"), b'"node_modules/axios": {'),
        (releases("axios@1.14.1"), b'"AXIOS@1"'),
        (releases("@scope/a@1.0.0"), b"https://registry.example/@scope%2Fa/-/a-1.0.0.tgz"),
        (releases("a-b@1.0", type_="pypi"), b"A_B==1.0"),
        (digest(SRI), b'"integrity": "' + SRI.encode() + b'"'),
    ],
)
def test_text_that_names_a_wanted_item_is_found(wanted: Wanted, text: bytes) -> None:
    assert contains(wanted)(b"\xff before " + text + b" after")


def test_other_text_is_not_found() -> None:
    assert not contains(releases("axios@1.14.1"))(b"left-pad axi os")


def test_an_empty_request_finds_nothing() -> None:
    assert not contains(Wanted())(b"anything")


def test_a_name_is_searched_literally() -> None:
    assert not contains(releases("socket.io@1.0.0"))(b"socketxio")


def test_many_names_are_found_as_few_are() -> None:
    wanted = releases(*(f"name{number}@1.0.0" for number in range(40)), "axios@1.14.1")
    assert contains(wanted)(b"\xff AXIOS ")
    assert not contains(wanted)(b"nothing of that")
