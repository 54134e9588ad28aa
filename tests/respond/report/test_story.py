"""A sighting is told in sentences: how it got in, who brought it, when it was there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.respond.report.story import story, where
from pratique.respond.sighting import Basis, Sighting
from tests.respond.found import CONTACTED, INSTALLED, LOCKED, REFUSED, THEN, asked, made


def test_a_lock_names_the_commits_and_the_path() -> None:
    assert (
        "dependency path: web > api-client > axios",
        "added 2026-03-31 00:21 UTC by Ada <ada@example.invalid> in commit 0123456789ab: bump axios",
        "removed 2026-04-01 00:21 UTC by Bob <bob@example.invalid> in commit fedcba987654: pin axios",
        "no longer there",
        "branches main, release",
    ) == story(LOCKED, made(LOCKED))


def test_a_client_and_a_shared_account_are_named() -> None:
    assert (
        "first seen 2026-03-31 00:21 UTC",
        "by build-token (a shared account: it names no person)",
        "12 times",
    ) == story(REFUSED, made(REFUSED))


def test_an_installed_release_is_still_there_and_has_its_note() -> None:
    assert (
        "first seen 2026-03-31 00:21 UTC, still there",
        "A postinstall script is declared",
    ) == story(INSTALLED, made(INSTALLED))


def test_matching_bytes_are_told() -> None:
    one = replace(LOCKED, basis=Basis.DIGEST)
    assert "the bytes match: sha1 aaaaaaaaaaaa..." in story(one, made(one))


def test_the_window_is_told_for_what_was_downloaded() -> None:
    asked_for = asked()
    wanted = replace(
        asked_for, releases=(replace(asked_for.releases[0], since=THEN, until=THEN + timedelta(hours=3)),)
    )
    found = made(wanted=wanted)
    assert "in the time in which the registry offered the release" in story(INSTALLED, found)
    later = replace(INSTALLED, first=THEN + timedelta(days=2))
    assert "outside the time in which the registry offered the release" in story(later, found)
    assert not any("offered" in told for told in story(LOCKED, found))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (INSTALLED, "/srv/web/node_modules/axios/package.json:3"),
        (REFUSED, "gate"),
        (replace(CONTACTED, inside="access.log:7"), "/var/log/squid/access.log:7"),
        (replace(CONTACTED, inside="access.log"), "/var/log/squid/access.log"),
        (replace(CONTACTED, place="image:tag", inside="app/x"), "image:tag: app/x"),
    ],
)
def test_a_place_has_its_path(one: Sighting, expected: str) -> None:
    assert expected == where(one)
