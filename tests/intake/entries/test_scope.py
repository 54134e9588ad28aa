"""Which entries of a lock are judged."""

from dataclasses import replace

import pytest

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.intake.entries.scope import CannotJudge, Judge, OutOfScope, Scope, scope
from tests.intake.building import LINUX, entry, npm, pypi

CALM = entry(npm("calm", "1.0.0"))


def of(item: LockedPackage) -> Scope:
    return scope(Lock(format="package-lock v3", packages=(item,)), item, LINUX)


def test_what_a_registry_gives_is_judged() -> None:
    assert Judge() == of(CALM)


@pytest.mark.parametrize("source", [SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH])
def test_parts_of_the_project_itself_are_out_of_scope(source: SourceKind) -> None:
    found = of(replace(CALM, source=source))
    assert isinstance(found, OutOfScope)
    assert "project itself" in found.why


def test_what_another_artifact_ships_is_judged_with_that() -> None:
    assert isinstance(of(replace(CALM, source=SourceKind.BUNDLED)), OutOfScope)


def test_a_mere_flag_in_the_lock_takes_nothing_out_of_scope() -> None:
    assert Judge() == of(replace(CALM, bundled=True))


COMMIT = "https://git.example/x#" + "a" * 40


@pytest.mark.parametrize(
    ("url", "hosts", "why"),
    [
        (COMMIT, ["git.example"], None),
        (COMMIT, ["example"], "check.git_hosts does not list git.example"),
        ("https://git.example/x#main", ["git.example"], "the URL contains no full commit id"),
        (None, ["git.example"], "no URL given"),
    ],
)
def test_a_commit_is_judged_where_its_host_may_be_asked(
    url: str | None, hosts: list[str], why: str | None
) -> None:
    item = replace(CALM, source=SourceKind.GIT, url=url)
    found = scope(Lock(format="package-lock v3", packages=(item,)), item, LINUX, git_hosts=hosts)
    if why is None:
        assert Judge() == found
    else:
        assert isinstance(found, CannotJudge)
        assert why in found.why


@pytest.mark.parametrize("source", [SourceKind.GIT, SourceKind.URL])
def test_what_comes_from_elsewhere_is_told_with_its_address(source: SourceKind) -> None:
    found = of(replace(CALM, source=source, url="https://code.example/x"))
    assert isinstance(found, CannotJudge)
    assert "https://code.example/x" in found.why


def test_an_entry_without_a_version_cannot_be_judged() -> None:
    assert CannotJudge("package-lock v3 does not pin an exact version") == of(replace(CALM, version=None))


@pytest.mark.parametrize(
    ("item", "markers", "outside"),
    [
        (CALM, ("os=aix",), True),
        (CALM, ("os=linux",), False),
        (entry(pypi("sample", "1")), ("sys_platform == 'win32'",), True),
        (entry(pypi("sample", "1")), ("sys_platform == 'linux'",), False),
    ],
)
def test_what_is_not_installed_here_is_out_of_scope(
    item: LockedPackage, markers: tuple[str, ...], outside: bool
) -> None:
    found = of(replace(item, markers=markers))
    assert outside is isinstance(found, OutOfScope)
    assert not outside or markers[0] in str(found)


def test_development_packages_are_judged_like_all_others() -> None:
    assert Judge() == of(replace(CALM, groups=frozenset({"dev"}), optional=True))
