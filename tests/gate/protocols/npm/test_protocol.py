import json

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideWanted,
    IndexWanted,
    ListingWanted,
    Order,
    ReleaseWanted,
    Wanted,
    WriteWanted,
)
from pratique.gate.protocols.npm.protocol import NPM

CALM = PackageRef(Ecosystem.NPM, "calm")
SHORT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*"
BASE = "https://gate.example/npm/"


def read(path: str, method: str = "GET", query: str = "", **headers: str) -> Wanted:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return NPM.read(Ask(method=method, path=path, query=query, headers=named, base=BASE))


@pytest.mark.parametrize(
    ("headers", "variant"),
    [
        ({"user_agent": "npm/11.19.1 node/v20", "npm_command": "install"}, "full public marked"),
        ({"user_agent": "npm/11.19.1 node/v20", "npm_command": "pack"}, "full gate marked"),
        ({"user_agent": "npm/11.19.1 node/v20"}, "full gate marked"),
        ({"user_agent": "yarn/1.22.22 npm/? node/v20", "accept": SHORT}, "short gate left-out"),
        ({"user_agent": "yarn/4.18.1 npm/? node/v20"}, "full gate marked"),
        ({"user_agent": "pnpm/10.34.9 npm/? node/v20", "accept": SHORT}, "short gate left-out"),
        ({"user_agent": "pnpm/11.28.11 npm/? node/v20", "accept": SHORT}, "short gate marked"),
        ({"user_agent": "Bun/1.4.5", "accept": SHORT}, "short gate marked"),
        ({}, "full gate marked"),
    ],
)
def test_each_client_gets_the_form_that_it_can_be_told_in(headers: dict[str, str], variant: str) -> None:
    assert ListingWanted(CALM, variant) == read("calm", **headers)


def test_a_tarball_is_an_artifact_by_the_name_that_its_listing_gives_it() -> None:
    assert ArtifactWanted(CALM, "1.0.0", "calm-1.0.0.tgz") == read("calm/-/calm-1.0.0.tgz", "HEAD")


def test_what_is_sent_and_nobody_knows_is_refused_in_words() -> None:
    answer = read("-/npm/v1/security/other", "POST")

    assert isinstance(answer, Answer)
    assert 403 == answer.status
    assert "this gate does not accept POST" in json.loads(answer.body)["error"]


@pytest.mark.parametrize("path", ["-/npm/v1/security/audits", "-/npm/v1/security/audits/quick"])
def test_the_older_audit_question_is_told_to_have_no_answer_rather_than_to_be_a_write(path: str) -> None:
    answer = read(path, "POST")

    assert isinstance(answer, Answer)
    assert 404 == answer.status
    assert "(advisories/bulk): nothing was audited" in json.loads(answer.body)["error"]


def test_what_changes_a_registry_is_a_write() -> None:
    assert isinstance(read("calm", "PUT"), WriteWanted)


def test_a_ping_is_answered() -> None:
    answer = read("-/ping")

    assert isinstance(answer, Answer)
    assert (200, b"{}") == (answer.status, answer.body)


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("-/npm/v1/keys", "", None),
        ("-/v1/search", "text=calm", None),
        ("-/package/@acme%2ftool/dist-tags", "", "@acme/tool"),
        ("-/package/@acme/tool/dist-tags", "", "@acme/tool"),
        ("-/npm/v1/attestations/@acme%2ftool@1.0.0", "", "@acme/tool"),
    ],
)
def test_what_is_only_read_is_passed_on_to_the_registry_of_the_name(
    path: str, query: str, name: str | None
) -> None:
    package = PackageRef(Ecosystem.NPM, name) if name else None

    assert BesideWanted(f"{path}?{query}" if query else path, package) == read(path, query=query)


def test_an_audit_is_asked_of_the_index() -> None:
    wanted = read("-/npm/v1/security/advisories/bulk", "POST")

    assert isinstance(wanted, IndexWanted)
    assert {CALM: ("1.0.0",)} == wanted.names(b'{"calm": ["1.0.0"]}')


def test_a_page_of_one_release_is_a_part_of_its_listing() -> None:
    found = read("calm/latest")

    assert isinstance(found, ReleaseWanted)
    assert ListingWanted(CALM, "full gate marked") == found.listing


def test_a_path_of_nobody_is_refused() -> None:
    with pytest.raises(ParseError):
        read("calm/-/..%2fx")


@pytest.mark.parametrize(
    ("variant", "own", "place"),
    [
        ("full public marked", False, "public"),
        ("full public marked", True, "gate"),
        ("short gate marked", False, "gate"),
    ],
)
def test_a_name_with_a_registry_of_its_own_is_never_said_to_be_at_the_public_one(
    variant: str, place: str, *, own: bool
) -> None:
    body = json.dumps({"name": "calm", "versions": {"1.0.0": {"dist": {}}}}).encode()

    page = NPM.serve(body, Order(package=CALM, marks={}, variant=variant, base=BASE, own=own))

    home = npm.default_registry() if place == "public" else BASE
    assert f"{home}calm/-/calm-1.0.0.tgz" == json.loads(page.body)["versions"]["1.0.0"]["dist"]["tarball"]


def test_what_is_kept_comes_back() -> None:
    earlier = json.dumps({"versions": {"1.0.0": {"dist": {}}}}).encode()

    assert {"1.0.0"} == set(json.loads(NPM.keep(b"{}", earlier, CALM, ["1.0.0"]))["versions"])
