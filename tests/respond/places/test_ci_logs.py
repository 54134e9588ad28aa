"""The search in logs of CI jobs."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.respond.places.ci_logs import CiLogs
from pratique.respond.sighting import Basis, Contact, Result
from tests.respond.places.log_builders import WANTED

GITHUB = """\
2026-03-31T01:02:01.1234567Z ##[group]Run npm ci
2026-03-31T01:02:03.1234567Z npm http fetch GET 200 https://registry.invalid/axios/-/axios-1.14.1.tgz 31ms (cache miss)
2026-03-31T01:02:04.1234567Z > axios@1.14.1 postinstall
2026-03-31T01:02:04.2234567Z > node setup.js
2026-03-31T01:02:05.1234567Z added 12 packages in 2s
"""
GITLAB = (
    "Running with gitlab-runner 17.0.0\n"
    "section_start:1774918921:step_script\r\x1b[0K\x1b[0;m\n"
    "\x1b[32;1m$ pip install bad-lib\x1b[0;m\n"
    "  Downloading bad_lib-3.0.0-py3-none-any.whl (11 kB)\n"
    "Successfully installed bad-lib-3.0.0 idna-3.7\n"
    "section_end:1774918929:step_script\r\x1b[0K\n"
)


def search(path: Path, text: str) -> Result:
    path.write_text(text, newline="")
    assert CiLogs().finds(path)
    return CiLogs().search(path, WANTED)


def contacts(result: Result) -> set[tuple[str, Contact]]:
    return {(one.wanted, one.contact) for one in result.sightings}


def test_github_actions_lines_have_times(tmp_path: Path) -> None:
    result = search(tmp_path / "job.txt", GITHUB)
    assert contacts(result) == {("pkg:npm/axios", Contact.EXECUTED), ("pkg:npm/axios", Contact.FETCHED)}
    ran = next(one for one in result.sightings if one.contact is Contact.EXECUTED)
    assert ran.first is not None
    assert ran.first.replace(microsecond=0) == datetime(2026, 3, 31, 1, 2, 4, tzinfo=UTC)
    assert (result.searched[0].format, result.searched[0].units) == ("github actions log", 5)


def test_gitlab_logs_with_colours_and_sections_are_read(tmp_path: Path) -> None:
    result = search(tmp_path / "job.log", GITLAB)
    assert contacts(result) == {
        ("pkg:pypi/bad-lib", Contact.FETCHED),
        ("pkg:pypi/bad-lib", Contact.INSTALLED),
    }
    assert (result.searched[0].since, result.searched[0].until) == (
        datetime(2026, 3, 31, 1, 2, 1, tzinfo=UTC),
        datetime(2026, 3, 31, 1, 2, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("line", "wanted", "contact"),
    [
        ("Fetching rest-client 1.6.13", "pkg:gem/rest-client", Contact.FETCHED),
        ("Installing rest-client 1.6.13", "pkg:gem/rest-client", Contact.INSTALLED),
        ("Using rest-client 1.6.13", "pkg:gem/rest-client", Contact.INSTALLED),
        ("Installing rest-client 1.6.13 with native extensions", "pkg:gem/rest-client", Contact.EXECUTED),
        ("Fetching rest-client-1.6.13.gem", "pkg:gem/rest-client", Contact.FETCHED),
        ("Successfully installed rest-client-1.6.13", "pkg:gem/rest-client", Contact.INSTALLED),
        ("  Using cached bad_lib-3.0.0.tar.gz (1 kB)", "pkg:pypi/bad-lib", Contact.FETCHED),
        (
            "  Downloading https://files.invalid/packages/aa/Bad.Lib-3.0.0.zip (1 kB)",
            "pkg:pypi/bad-lib",
            Contact.FETCHED,
        ),
        (
            "  Created wheel for bad-lib: filename=bad_lib-3.0.0-py3-none-any.whl size=1 sha256=ab",
            "pkg:pypi/bad-lib",
            Contact.EXECUTED,
        ),
        (
            "Requirement already satisfied: bad_lib>=2 in /usr/lib/python3/site-packages (from -r x) (3.0.0)",
            "pkg:pypi/bad-lib",
            Contact.INSTALLED,
        ),
        (" + bad-lib==3.0.0", "pkg:pypi/bad-lib", Contact.INSTALLED),
        ("  - Installing bad-lib (3.0.0)", "pkg:pypi/bad-lib", Contact.INSTALLED),
        ("  • Updating bad-lib (2.0.0 -> 3.0.0)", "pkg:pypi/bad-lib", Contact.INSTALLED),
        ("  ✔ Install bad-lib 3.0.0 successful", "pkg:pypi/bad-lib", Contact.INSTALLED),
        ("+ axios 1.14.1", "pkg:npm/axios", Contact.INSTALLED),
        ("├─ axios@1.14.1", "pkg:npm/axios", Contact.INSTALLED),
        ("└── @acme/ui-kit@2.0.1 deduped", "pkg:npm/@acme/ui-kit", Contact.INSTALLED),
        (
            "npm error 403 403 Forbidden - GET https://registry.invalid/axios/-/axios-1.14.1.tgz - blocked",
            "pkg:npm/axios",
            Contact.REFUSED,
        ),
        (".../axios@1.14.1/node_modules/axios postinstall$ node x.js", "pkg:npm/axios", Contact.EXECUTED),
        (
            ".../@acme+ui-kit@2.0.1/node_modules/@acme/ui-kit postinstall: Done",
            "pkg:npm/@acme/ui-kit",
            Contact.EXECUTED,
        ),
        (
            "➤ YN0013: │ axios@npm:1.14.1 can't be found in the cache and will be fetched from the remote registry",
            "pkg:npm/axios",
            Contact.FETCHED,
        ),
        (
            "➤ YN0007: │ axios@npm:1.14.1 must be built because it never has been before",
            "pkg:npm/axios",
            Contact.EXECUTED,
        ),
    ],
)
def test_the_form_of_a_line_tells_what_happened(
    line: str, wanted: str, contact: Contact, tmp_path: Path
) -> None:
    result = search(tmp_path / "ci.log", f"npm warn x\n{line}\n")
    assert contacts(result) == {(wanted, contact)}
    assert result.sightings[0].inside == "ci.log:2"


@pytest.mark.parametrize(
    "line",
    [
        "bad_lib==3.0.0",
        "npm warn deprecated axios@1.14.1: do not use",
        "tar xzf acme-ui-kit-2.0.1.tgz",
        "policy forbids axios@1.14.1",
    ],
)
def test_a_line_of_an_unknown_form_is_not_checked(line: str, tmp_path: Path) -> None:
    result = search(tmp_path / "ci.log", f"npm warn x\n{line}\n")
    assert () == result.sightings
    assert ["ci.log:2"] == [one.inside for one in result.searched[0].unchecked]


def test_the_scope_in_the_path_of_a_registry_counts(tmp_path: Path) -> None:
    line = "npm http fetch GET 200 https://registry.invalid/@types/axios/-/axios-1.14.1.tgz 5ms"
    result = search(tmp_path / "ci.log", f"npm warn x\n{line}\n")
    assert ((), ()) == (result.sightings, result.searched[0].unchecked)


@pytest.mark.parametrize(
    "line",
    [
        "npm warn deprecated axios@1.14.10: x",
        "npm warn deprecated my-axios@1.14.1: x",
        "@other/axios@1.14.1",
        "Successfully installed bad-lib-extra-3.0.0",
        "Downloading bad_lib-3.0.1-py3-none-any.whl",
        "Installing rest-client-components 1.6.13",
        "axios@^1.14.1",
    ],
)
def test_other_releases_are_not_seen(line: str, tmp_path: Path) -> None:
    assert search(tmp_path / "ci.log", f"npm warn x\n{line}\n").sightings == ()


def test_a_host_of_the_attack_is_reported_as_mentioned(tmp_path: Path) -> None:
    (one,) = search(tmp_path / "ci.log", "npm warn x\ncurl: connected to C2.invalid port 443\n").sightings
    assert (one.basis, one.note) == (Basis.INDICATOR, "mentioned")


def test_githubs_zip_is_read_in_memory_and_no_step_twice(tmp_path: Path) -> None:
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0_build.txt", GITHUB)
        archive.writestr("build/3_Run npm ci.txt", GITHUB)
        archive.writestr("lonely/1_x.txt", GITHUB)
    assert CiLogs().finds(path)
    result = CiLogs().search(path, WANTED)
    assert {one.inside.partition(":")[0] for one in result.sightings} == {"0_build.txt", "lonely/1_x.txt"}
    assert result.searched[0].units == 10

    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 255]) + data[41:])
    damaged = CiLogs().search(path, WANTED)
    assert damaged.searched[0].unchecked


def test_other_files_are_no_ci_log(tmp_path: Path) -> None:
    for text in ("", "hello\n", '{"name": "x"}\n'):
        (tmp_path / "x.txt").write_text(text)
        assert not CiLogs().finds(tmp_path / "x.txt")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.exe", "x")
    assert not CiLogs().finds(tmp_path / "x.zip")
