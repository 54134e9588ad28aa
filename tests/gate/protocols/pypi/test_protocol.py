"""What requests to the PyPI face mean."""

import json

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideFileWanted,
    ListingWanted,
    Order,
    Wanted,
)
from pratique.gate.protocols.pypi.protocol import PYPI
from tests.gate.protocols.pypi.test_listing import BASE, HELD, SDIST, WHEEL, listed, page

KITE = PackageRef(Ecosystem.PYPI, "kite")


def read(path: str, *, method: str = "GET", query: str = "", **headers: str) -> Wanted:
    return PYPI.read(Ask(method=method, path=path, query=query, headers=headers, base=BASE))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_project_is_answered_in_the_form_that_its_client_likes(method: str) -> None:
    json_page = read("kite/", method=method, accept="application/vnd.pypi.simple.v1+json")

    assert ListingWanted(KITE, "JSON yanked") == json_page
    assert ListingWanted(KITE, "TEXT yanked") == read("kite/", method=method)


@pytest.mark.parametrize("path", ["kite", "Kite/", "KITE"])
def test_another_spelling_is_sent_to_the_one(path: str) -> None:
    answer = read(path, query="format=x")

    assert isinstance(answer, Answer)
    assert (301, f"{BASE}kite/?format=x") == (answer.status, answer.headers["Location"])


def test_wheels_and_sdists_are_artifacts_of_their_own() -> None:
    assert ArtifactWanted(KITE, "1.0", WHEEL) == read(f"kite/1.0/{WHEEL}")
    assert ArtifactWanted(KITE, "1.0", SDIST) == read(f"kite/1.0/{SDIST}")


def test_metadata_is_asked_for_beside_its_wheel() -> None:
    wanted = read(f"kite/1.0/{WHEEL}.metadata")

    assert isinstance(wanted, BesideFileWanted)
    assert ArtifactWanted(KITE, "1.0", WHEEL) == wanted.artifact


def test_the_list_of_all_projects_is_not_given_and_that_is_said() -> None:
    answer = read("")

    assert isinstance(answer, Answer)
    assert (404, "the gate does not provide a list of all projects") == (
        answer.status,
        answer.reason,
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written(method: str) -> None:
    answer = read("kite/", method=method)

    assert isinstance(answer, Answer)
    assert 403 == answer.status


def test_a_path_of_no_client_is_refused() -> None:
    with pytest.raises(ParseError):
        read("../kite/")


@pytest.mark.parametrize(
    ("variant", "kind", "told"),
    [
        ("JSON yanked", "application/vnd.pypi.simple.v1+json", b'"yanked":"kite==1.0 waits"'),
        ("HTML yanked", "application/vnd.pypi.simple.v1+html", b'data-yanked="kite==1.0 waits"'),
        ("TEXT left-out", "text/html; charset=utf-8", b"<p>left out: "),
    ],
)
def test_every_form_says_what_is_refused(variant: str, kind: str, told: bytes) -> None:
    order = Order(package=KITE, marks={WHEEL: HELD}, variant=variant, base=BASE)
    made = PYPI.serve(page(listed(WHEEL)), order)

    assert kind == made.content_type
    assert told in made.body


def test_versions_are_kept() -> None:
    merged = PYPI.keep(page(), page(listed(WHEEL)), KITE, ["1.0"])

    assert [WHEEL] == [file["filename"] for file in json.loads(merged)["files"]]
