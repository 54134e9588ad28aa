"""The arguments of `pratique incident add`: what each is recognised as."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.cli.incident.additions import Additions, additions
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.respond.drill.event_stream import organisation
from pratique.respond.incident.document import written
from pratique.respond.incident.entry import Answered, Bytes, Confidence, Listed, Misread, Note, Trace
from pratique.respond.report.contract import document
from tests.respond import found
from tests.respond.incident.making import AXIOS, made
from tests.respond.wanted.asking import KNOWN

PYPI = {
    "name": "Bad_Lib",
    "meta": {"api-version": "1.1"},
    "versions": ["1.0"],
    "files": [{"filename": "bad_lib-1.0.tar.gz", "url": "https://registry.example/b", "hashes": {}}],
}
OSV = {
    "schema_version": "1.6.0",
    "id": "GHSA-x",
    "modified": "2026-04-02T00:00:00Z",
    "published": "2026-04-01T09:30:00Z",
    "affected": [{"package": {"ecosystem": "npm", "name": "axios"}, "versions": ["1.14.1"]}],
}


def read(*what: str, ecosystem: str | None = None) -> Additions:
    return additions(what, advisories=KNOWN, ecosystem=ecosystem)


def saved(tmp_path: Path, content: object) -> str:
    path = tmp_path / "file.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def test_texts_are_parsed_as_by_the_search() -> None:
    made_of = read("npm:axios@1.14.1", "sha256:" + "a" * 64, "host:evil.invalid", "not a thing").bodies

    assert [Listed, Bytes, Trace, Trace, Misread] == [type(body) for body in made_of]


def test_a_name_without_an_ecosystem_takes_the_given_one() -> None:
    (listed,) = read("left-pad@1.0.0", ecosystem="npm").bodies

    assert isinstance(listed, Listed)
    assert ("npm", ("1.0.0",)) == (listed.type, listed.versions)


def test_an_advisory_gives_its_packages_and_the_time_of_its_publication() -> None:
    bodies = read("PRATIQUE-2018-event-stream").bodies
    (note,) = (body for body in bodies if isinstance(body, Note))

    assert "Advisory PRATIQUE-2018-event-stream published" == note.text
    assert Confidence.CONFIRMED is note.confidence
    assert ["event-stream"] == [body.name for body in bodies if isinstance(body, Listed)]


def test_a_saved_advisory_gives_its_packages_and_its_time(tmp_path: Path) -> None:
    path = saved(tmp_path, OSV)
    bodies = read(path).bodies
    (note,) = (body for body in bodies if isinstance(body, Note))

    assert (datetime(2026, 4, 1, 9, 30, tzinfo=UTC), path) == (note.when, note.source)
    assert [("1.14.1",)] == [body.versions for body in bodies if isinstance(body, Listed)]


def test_a_report_of_a_search_is_an_answer(tmp_path: Path) -> None:
    path = saved(tmp_path, document(found.answered(found.LOCKED)))
    (answer,) = read(path).bodies

    assert isinstance(answer, Answered)
    assert ("locked", path) == (answer.answer, answer.report)


def test_a_copy_of_an_incident_file_is_a_copy(tmp_path: Path) -> None:
    (copy,) = read(saved(tmp_path, written(made(AXIOS)))).copies

    assert written(made(AXIOS)) == written(copy)


@pytest.mark.parametrize("name", ["rest-client", "rest-client.txt"])
def test_a_saved_page_of_a_gem_is_a_listing(tmp_path: Path, name: str) -> None:
    page = (
        "---\n1.6.9 mime-types:>= 1.16|checksum:{0},created_at:2015-05-05T00:00:00Z\n"
        "1.6.13 |checksum:{0},created_at:2019-08-13T00:00:00Z\n"
    )
    (tmp_path / name).write_text(page.format("a" * 64))
    ((_, listing),) = read(str(tmp_path / name)).listings
    assert ("rest-client", Ecosystem.RUBYGEMS) == (listing.package.name, listing.package.ecosystem)
    assert {"1.6.9", "1.6.13"} == set(listing.releases)


def test_saved_listings_of_npm_and_pypi(tmp_path: Path) -> None:
    npm = saved(tmp_path, organisation().files["evidence/event-stream-listing.json"])
    ((path, listing),) = read(npm).listings
    assert (npm, "event-stream", Ecosystem.NPM) == (path, listing.package.name, listing.package.ecosystem)

    ((_, listing),) = read(saved(tmp_path, PYPI)).listings
    assert ("bad-lib", Ecosystem.PYPI) == (listing.package.name, listing.package.ecosystem)


@pytest.mark.parametrize(
    "content",
    [
        {"incident": "axios", "entries": {}, "schema_version": 99},
        {"incident": "../x", "entries": {}, "schema_version": 1},
        {"as_of": "never", "answer": "a", "sightings": [], "searched": []},
    ],
)
def test_a_damaged_file_is_an_error(tmp_path: Path, content: object) -> None:
    with pytest.raises(ParseError, match=r"file\.json"):
        read(saved(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        {"name": "axios", "versions": {"1": 7}, "time": {}},
        {"name": "", "versions": {}, "time": {}},
        {"name": "../../x", "versions": {}, "time": {}},
        {"name": "x", "files": [7], "meta": {}},
    ],
)
def test_a_hostile_listing_names_no_release(tmp_path: Path, content: object) -> None:
    try:
        releases = [listing.releases for _, listing in read(saved(tmp_path, content)).listings]
    except ParseError:
        return
    assert [{}] == releases


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe\x00",
        b'{"n": ' + b"9" * 10_000 + b"}",
        b"[]",
        b"{}",
    ],
)
def test_a_file_that_is_not_understood_never_raises_and_is_never_silent(
    tmp_path: Path, content: bytes
) -> None:
    found_in = read(saved(tmp_path, content))

    assert () == (*found_in.copies, *found_in.listings)
    assert content == b"" or found_in.bodies
    assert all(isinstance(body, Misread) for body in found_in.bodies)


@pytest.mark.parametrize("text", ["x" * 5_000, "a\0b", "", "/no/such/file.json", "\ud800"])
def test_a_text_that_is_not_understood_is_recorded_as_unread(text: str) -> None:
    assert [Misread] == [type(body) for body in read(text).bodies]
