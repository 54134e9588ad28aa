"""`pratique advisories sync`, against a bucket on this machine."""

from collections.abc import Iterator

import pytest

from pratique.advisories.table import SOURCES
from tests.builders import zipped
from tests.cli.advising import Desk, osv_files, osv_record
from tests.loopback.advisory_bucket import AdvisoryBucket

ALL = "npm/all.zip"
LIST = "npm/modified_id.csv"


@pytest.fixture
def bucket() -> Iterator[AdvisoryBucket]:
    files = osv_files(20)
    lines = "".join(f"2026-01-01T00:00:00Z,{name.removesuffix('.json')}\n" for name in files)
    objects = {f"npm/{name}": data for name, data in files.items()}
    with AdvisoryBucket(
        {**objects, ALL: zipped(files), LIST: lines.encode(), "pypi/all.zip": zipped({})}
    ) as bucket:
        yield bucket


def at(bucket: AdvisoryBucket, path: str = ALL, name: str = "osv-npm") -> str:
    return f"--from={name}={bucket.url(path)}"


def test_a_source_is_brought_then_unchanged_then_changed(desk: Desk, bucket: AdvisoryBucket) -> None:
    arguments = ("sync", "osv-npm", at(bucket))
    assert "osv-npm (whole): 20 rows: 20 imported, 0 skipped\n" == desk.run(*arguments).out
    assert "osv-npm (unchanged): 20 rows: 20 imported, 0 skipped\n" == desk.run(*arguments).out
    bucket.objects["npm/MAL-2026-1.json"] = osv_record("MAL-2026-1", "evil", modified="2026-02-02T00:00:00Z")
    bucket.objects[LIST] = b"2026-02-02T00:00:00Z,MAL-2026-1\n" + bucket.objects[LIST]
    assert "osv-npm (changes): 21 rows: 21 imported, 0 skipped\n" == desk.run(*arguments).out
    assert "MAL-2026-1" in desk.held
    assert "osv-npm (whole): 20 rows" in desk.run(*arguments, "--full").out
    status = desk.run("status", "-f", "json").json["sources"][0]
    assert (True, bucket.url(ALL)) == (status["synced"], status["origin"])


def test_a_source_that_fails_does_not_stop_the_others(desk: Desk, bucket: AdvisoryBucket) -> None:
    ran = desk.run("sync", "osv-pypi", "osv-npm", at(bucket), at(bucket, "pypi/all.zip", "osv-pypi"))
    assert 3 == ran.code
    assert "osv-npm (whole): 20 rows" in ran.out
    assert "osv-pypi: advisories-refused: osv-pypi was not imported: none of the 0 rows" in ran.err
    assert "hint: " in ran.err


def test_a_server_that_is_gone_is_told(desk: Desk, bucket: AdvisoryBucket) -> None:
    bucket.faults.status[ALL] = 404
    ran = desk.run("sync", "osv-npm", at(bucket))
    assert (3, "") == (ran.code, ran.out)
    assert "osv-npm: registry-not-found" in ran.err
    assert not desk.index.exists()


def test_a_drop_is_refused_unless_accepted(desk: Desk, bucket: AdvisoryBucket) -> None:
    desk.run("sync", "osv-npm", at(bucket))
    bucket.objects[ALL] = zipped(osv_files(10))
    ran = desk.run("sync", "osv-npm", at(bucket), "--full")
    assert 3 == ran.code
    assert "10 fewer advisories than the 20" in ran.err
    assert 20 == len(desk.held)
    assert 0 == desk.run("sync", "osv-npm", at(bucket), "--full", "--accept-drop").code
    assert 10 == len(desk.held)


def test_the_settings_say_what_is_brought(
    desk: Desk, bucket: AdvisoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRATIQUE_ADVISORY_SOURCES", "osv-npm")
    assert "osv-npm (whole)" in desk.run("sync", at(bucket)).out


def test_without_them_the_default_sources_are_asked(desk: Desk, bucket: AdvisoryBucket) -> None:
    names = [source.name for source in SOURCES if source.default]
    places = [at(bucket, f"gone/{name}", name) for name in names]
    ran = desk.run("sync", *places)
    assert 3 == ran.code
    assert names == [line.partition(":")[0] for line in ran.err.splitlines() if not line.startswith("hint")]


@pytest.mark.parametrize("arguments", [["osv-npm"], []])
def test_offline_asks_nobody_and_is_incomplete(
    desk: Desk, bucket: AdvisoryBucket, arguments: list[str]
) -> None:
    ran = desk.run("sync", *arguments, "--offline")
    assert (3, "") == (ran.code, ran.out)
    assert "offline:" in ran.err
    assert not desk.index.exists()


def test_the_setting_forbids_as_the_option_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRATIQUE_OFFLINE", "true")
    assert 3 == desk.run("sync").code


def test_a_mirror_of_the_settings_is_asked_where_its_source_is_brought(
    desk: Desk, bucket: AdvisoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirrors = f"osv-npm={bucket.url(ALL)} kev=https://registry.example/kev.json"
    monkeypatch.setenv("PRATIQUE_ADVISORY_MIRRORS", mirrors)
    assert 0 == desk.run("sync", "osv-npm").code
    assert bucket.requests


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["osv-nmp"], "did you mean osv-npm?"),
        (["osv"], "not published as a complete download"),
        (["osv-npm", "--from", "osv-npm"], "contains no URL"),
        (["osv-npm", "--from", "osv-npm=file:///etc/passwd"], "not an http or https URL"),
        (["osv-npm", "--from", "nobody=https://registry.example/"], "no advisory source has the name"),
        (
            ["osv-npm", "--from", "kev=https://registry.example/"],
            "which is not in the list of sources to sync",
        ),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(desk: Desk, arguments: list[str], words: str) -> None:
    ran = desk.run("sync", *arguments)
    assert (2, "") == (ran.code, ran.out)
    assert words in ran.err


def test_credentials_of_an_address_are_sent_and_never_told(desk: Desk, bucket: AdvisoryBucket) -> None:
    url = bucket.url(ALL).replace("http://", "http://me:s3cret@") + "?sig=s3cret"
    ran = desk.run("sync", "osv-npm", f"--from=osv-npm={url}")
    assert 0 == ran.code
    assert "authorization" in bucket.requests[0].headers
    told = ran.out + ran.err + desk.run("status").out + desk.run("status", "-f", "json").out
    assert "s3cret" not in told
    assert b"s3cret" not in desk.index.read_bytes()
