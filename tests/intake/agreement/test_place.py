"""How manifests beside a lock are found and read."""

import pytest

from pratique.core.lock import Problem
from pratique.intake.agreement.place import Place
from pratique.lockfiles.npm.package_json import read_package_json
from tests.intake.agreement.files import UNREADABLE, files


@pytest.mark.parametrize(
    ("lock", "name", "expected"),
    [
        ("yarn.lock", "package.json", "package.json"),
        ("a/yarn.lock", "package.json", "a/package.json"),
        ("a/yarn.lock", "./b/../package.json", "a/package.json"),
        ("a/yarn.lock", "../b/package.json", "b/package.json"),
        ("a/yarn.lock", "../../package.json", None),
        ("yarn.lock", "/etc/package.json", None),
        ("yarn.lock", "..", None),
        ("yarn.lock", "a\0", None),
        ("yarn.lock", "a" * 5_000, None),
    ],
)
def test_a_way_leads_to_a_file_of_the_project_or_nowhere(lock: str, name: str, expected: str | None) -> None:
    assert expected == Place(lock, files({})).path_of(name)


def test_a_manifest_that_is_not_there_is_none_and_no_problem() -> None:
    place = Place("a/yarn.lock", files({"package.json": {"name": "above"}}))
    assert place.manifest("package.json", read_package_json) is None
    assert [] == place.broken


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "package.json is not JSON"),
        (UNREADABLE, "a/package.json cannot be read; check its permissions"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_a_problem(data: bytes, why: str) -> None:
    place = Place("a/yarn.lock", files({"a/package.json": data}))
    assert place.manifest("package.json", read_package_json) is None
    [problem] = place.broken
    assert "a/package.json" == problem.what
    assert f"the lock cannot be compared with this file: {why}" in problem.why


def test_a_part_of_a_manifest_that_makes_no_sense_is_a_problem() -> None:
    place = Place("a/yarn.lock", files({"a/package.json": {"dependencies": "x"}}))
    assert place.manifest("package.json", read_package_json) is not None
    assert [
        Problem("a/package.json", None, "dependencies: the section is not an object in package.json")
    ] == place.broken
