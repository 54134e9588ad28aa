"""One request against the entries that a lock holds for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.intake.agreement.comparison import (
    MOST_SHOWN_CHARS,
    by_name,
    objection,
    out_of_range,
    request_text,
)
from pratique.lockfiles.asked import Asked, Syntax
from pratique.lockfiles.npm.request import read_npm_request

FILES = (LockedFile(None, (Digest("sha256", "0" * 64),)),)


def held(version: str | None = "1.0.0", name: str = "a", **more: Any) -> LockedPackage:
    values = {"key": f"{name}@{version}", "files": FILES, **more}
    return LockedPackage(package=PackageRef(Ecosystem.NPM, name), version=version, **values)


def asked(text: str, name: str = "a", **more: Any) -> Asked:
    return read_npm_request(name, text, **more)


def test_nothing_held_is_no_entry() -> None:
    assert "the lock has no matching entry" == objection([asked("^1")], [])


@pytest.mark.parametrize("text", ["file:../a", "link:../a", "workspace:*"])
def test_own_folders_may_be_left_out_of_a_lock(text: str) -> None:
    assert objection([asked(text)], []) is None


@pytest.mark.parametrize("version", ["1.0.0", "1.9.9", "1.0.0+build", "not-a-version", None])
def test_a_version_in_the_range_or_none_agrees(version: str | None) -> None:
    assert objection([asked("^1.0.0")], [held(version)]) is None


@pytest.mark.parametrize("text", ["latest", "", "*", "x.x", "catalog:", "next || ^1"])
def test_a_tag_and_what_is_no_range_agree_with_every_version(text: str) -> None:
    assert objection([asked(text)], [held("1.5.0-rc.1")]) is None


@pytest.mark.parametrize("version", ["2.0.0", "0.9.9", "2.0.0-rc.1"])
def test_a_version_out_of_the_range_is_told(version: str) -> None:
    assert f"the lock contains {version}" == objection([asked("^1.0.0")], [held(version)])


def test_a_pre_release_in_the_range_is_what_a_tag_may_have_chosen() -> None:
    assert objection([asked(">=1")], [held("1.5.0-rc.1")]) is None


def test_of_several_requests_or_entries_one_is_enough() -> None:
    assert objection([asked("^2"), asked("^1")], [held()]) is None
    assert objection([asked("^2")], [held("1.0.0"), held("2.0.0")]) is None


def test_versions_are_told_a_few_at_a_time() -> None:
    entries = [held(f"{number}.0.0") for number in range(1, 6)]
    assert "the lock contains 1.0.0, 2.0.0, 3.0.0 and 2 more" == objection([asked("^9")], entries)


@pytest.mark.parametrize(
    "source", [SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH, SourceKind.BUNDLED]
)
@pytest.mark.parametrize("text", ["^9", "x/a", "workspace:*", "npm:b@1"])
def test_own_folders_and_bundled_entries_agree_with_everything(source: SourceKind, text: str) -> None:
    assert objection([asked(text)], [held(source=source)]) is None


@pytest.mark.parametrize(
    "text",
    ["x/a", "git+https://host.example/a.git", "https://host.example/a.tgz", "file:../a", "workspace:*"],
)
def test_a_release_is_not_what_comes_from_elsewhere(text: str) -> None:
    assert "the lock contains 1.0.0 of a registry" == objection([asked(text)], [held()])


def test_a_repository_may_be_locked_as_an_address_and_back() -> None:
    for source in (SourceKind.GIT, SourceKind.URL):
        for text in ("x/a", "https://host.example/a.tgz"):
            assert objection([asked(text)], [held(None, source=source)]) is None


def test_an_entry_that_the_lock_merely_does_not_place_elsewhere_is_no_release() -> None:
    assert objection([asked("x/a")], [held(files=())]) is None


def test_a_release_may_be_asked_for_by_the_address_of_its_archive() -> None:
    address = "https://registry.example/a/-/a-1.0.0.tgz"
    assert objection([asked(address)], [held(url=address)]) is None


def test_a_range_may_be_met_from_elsewhere_by_its_version() -> None:
    assert objection([asked("^1")], [held("1.2.0", source=SourceKind.GIT)]) is None
    assert "the lock contains 2.0.0" == objection([asked("^1")], [held("2.0.0", source=SourceKind.GIT)])


def test_another_package_under_the_name_is_told() -> None:
    assert "the lock contains b@1.0.0" == objection([asked("^1")], [held(name="b", alias="a")])
    assert "the lock contains c@1.0.0" == objection([asked("npm:b@1")], [held(name="c", alias="a")])
    assert objection([asked("npm:b@^1")], [held(name="b", alias="a")]) is None


@pytest.mark.parametrize(
    ("syntax", "versions", "agreeing", "other"),
    [
        (Syntax.PEP440, ">=1,<2", "1.5", "2.0"),
        (Syntax.PEP440, "==2.1.0", "2.1.0+cpu", "2.1.1"),
        (Syntax.PEP440, "not a range", "1", None),
        (Syntax.PEP440, ">=1", "2004d", None),
        (Syntax.POETRY, "^1.2", "1.9", "2.0"),
        (Syntax.POETRY, "branch", "1.9", None),
    ],
)
def test_python_ranges_are_read_as_their_tools_do(
    syntax: Syntax, versions: str, agreeing: str, other: str | None
) -> None:
    one = Asked(name="a", text=versions, versions=versions, syntax=syntax)
    assert objection([one], [held(agreeing)]) is None
    assert other is None or f"the lock contains {other}" == objection([one], [held(other)])


def test_a_flood_of_entries_is_not_compared() -> None:
    entries = [held(f"1.0.{number}") for number in range(10_001)]
    assert objection([asked("^9")], entries) is None


def test_an_override_is_met_when_one_release_is_in_its_range() -> None:
    lock = Lock(format="x", packages=(held("1.0.0"), held("2.0.0")))
    assert [] == list(out_of_range(lock, {"a": "^2", "b": "^1"}, Syntax.NPM))


def test_an_override_that_no_release_meets_is_told() -> None:
    aside = (held("3.0.0", bundled=True), held("3.0.0", source=SourceKind.GIT), held("3.0.0", alias="z"))
    lock = Lock(format="x", packages=(held("1.0.0"), *aside))
    found = list(out_of_range(lock, {"a": "^3"}, Syntax.NPM))
    assert ["the project overrides the package with ^3, but the lock contains 1.0.0"] == [
        one.why for one in found
    ]


def test_requests_are_gathered_by_name() -> None:
    one, two, other = asked("^1"), asked("^2"), asked("^1", "b")
    assert {"a": [one, two], "b": [other]} == by_name([one, other, two])


def test_a_request_is_shown_in_few_words() -> None:
    assert "any version" == request_text(asked(""))
    assert MOST_SHOWN_CHARS == len(request_text(asked("^1 || " * 100)))


@pytest.mark.fuzz
@given(st.integers(0, 3), st.integers(0, 3))
def test_a_version_agrees_with_the_caret_of_its_own_major_alone(major: int, other: int) -> None:
    why = objection([asked(f"^{major}.0.0")], [held(f"{other}.5.0")])
    # `^0.0.0` is 0.0.0 alone.
    assert (why is None) is (major == other and major > 0)
