import json
import time

import pytest

from pratique.core.lock import shortest_paths
from pratique.errors import ParseError, Reference
from pratique.lockfiles.npm.package_lock import parse
from tests.lockfiles.locks import GATE_BENCH, SHA512, assert_lawful, by_key, npm, sample

GOOD = {"version": "1.0.0", "integrity": SHA512}


@pytest.mark.parametrize("version", [99, 4, 0, -1, "3", "x", None, 3.0, True, [3]])
def test_an_unknown_version_is_refused_with_a_hint(version: object) -> None:
    with pytest.raises(ParseError, match="supported versions are 1, 2 and 3") as caught:
        parse(npm({}, version=version))
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference
    assert "supported version" in caught.value.hint


def test_a_missing_version_is_refused() -> None:
    with pytest.raises(ParseError, match="no version"):
        parse(b'{"packages": {}}')


def test_a_lock_with_conflict_marks_is_refused() -> None:
    text = npm({"node_modules/a": GOOD}).replace(b' "packages"', b'<<<<<<< HEAD\n "packages"')
    with pytest.raises(ParseError, match="merge conflict"):
        parse(text)


def test_a_repeated_key_is_a_problem_and_the_last_one_counts() -> None:
    text = npm({"node_modules/a": {"version": "1.0.0"}}).replace(
        b'"version": "1.0.0"', b'"version": "1.0.0",\n"version": "2.0.0"'
    )
    lock = parse(text)
    assert ["2.0.0"] == [entry.version for entry in lock.packages]
    assert [("version", 7)] == [(problem.what, problem.line) for problem in lock.problems]


def test_both_sections_of_a_version_2_lock_agree() -> None:
    assert () == parse(sample("package-lock-v2.json")).problems


@pytest.mark.parametrize(
    "old",
    [
        {"a": {"version": "2.0.0"}},
        {"a": {"version": "npm:evil@1.0.0"}},
        {"a": {"version": "1.0.0", "integrity": "sha512-" + "B" * 85 + "A=="}},
        {"a": {"version": "https://files.example/x.tgz", "integrity": "sha512-" + "B" * 85 + "A=="}},
        {"b": {"version": "1.0.0"}},
        {"a": "nonsense"},
    ],
)
@pytest.mark.parametrize("version", [2, 3])
def test_sections_that_would_install_other_files_are_a_problem(old: object, version: int) -> None:
    lock = parse(npm({"node_modules/a": GOOD}, version=version, dependencies=old))
    assert ["1.0.0"] == [entry.version for entry in lock.packages]
    assert lock.problems


def test_a_version_1_lock_with_packages_is_a_problem() -> None:
    lock = parse(npm({"node_modules/a": GOOD}, version=1, dependencies={"a": {**GOOD, "requires": {}}}))
    assert ["packages"] == [problem.what for problem in lock.problems]


def test_the_name_is_that_of_the_project() -> None:
    assert "real" == parse(npm({"": {"name": "real"}})).name
    assert "app" == parse(npm({})).name
    assert parse(b'{"lockfileVersion": 3, "packages": {}, "name": 1}').name is None


def test_so_many_problems_are_cut() -> None:
    lock = parse(npm({f"node_modules/a{number}": 1 for number in range(3000)}))
    assert 1001 == len(lock.problems)


@pytest.mark.skipif(not GATE_BENCH.exists(), reason="the data folder is not beside the repository")
def test_a_large_lock_is_read_whole_and_fast() -> None:
    data = GATE_BENCH.read_bytes()
    taken_s = []
    for _ in range(5):
        start = time.process_time()
        lock = parse(data)
        taken_s.append(time.process_time() - start)
    assert_lawful(lock)
    assert (1132, ()) == (len(lock.packages), lock.problems)
    assert min(taken_s) < 0.150
    written = json.loads(data)["packages"]
    assert {key for key in written if key} == by_key(lock).keys()
    # Everything in it is there because something asks for it, up to the project.
    assert all(entry.parents for entry in lock.packages)
    assert all(shortest_paths(lock, entry.key, most=1)[0][-1] == entry.key for entry in lock.packages[::50])
