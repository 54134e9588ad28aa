from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Include, IncludeKind, Lock, SourceKind
from pratique.lockfiles.pypi.pip.includes import MOST_NESTED, include_path, merge
from pratique.lockfiles.pypi.pip.requirements import parse
from tests.lockfiles.locks import SHA256, assert_lawful


def merged(files: Mapping[str, str]) -> Lock:
    """Join the files; the one named "" is the main file."""
    locks = {path: parse(text.encode()) for path, text in files.items()}
    lock = merge(locks.pop(""), locks)
    assert_lawful(lock)
    return lock


def keys(lock: Lock) -> list[str]:
    return [entry.key for entry in lock.packages]


@pytest.mark.parametrize(
    ("including", "path", "expected"),
    [
        ("", "base.txt", "base.txt"),
        ("requirements.txt", "./base.txt", "base.txt"),
        ("requirements/dev.txt", "base.txt", "requirements/base.txt"),
        ("requirements/dev.txt", "../base.txt", "base.txt"),
        ("", "../base.txt", "../base.txt"),
    ],
)
def test_paths_are_relative_to_the_folder_of_the_main_file(including: str, path: str, expected: str) -> None:
    assert expected == include_path(including, Include(path, IncludeKind.REQUIREMENTS, 1))


def test_files_taken_in_add_their_entries_in_turn() -> None:
    lock = merged(
        {"": "a==1\n-r sub/b.txt", "sub/b.txt": "b==1\n-r c.txt", "sub/c.txt": "c==1\n-i https://r.example"}
    )
    assert ["a==1", "b==1", "c==1"] == keys(lock)
    assert [1, None, None] == [entry.line for entry in lock.packages]
    assert all((ROOT,) == entry.parents for entry in lock.packages)
    assert () == lock.problems
    assert {"sub/c.txt:2"} == {entry.options.index.place for entry in lock.packages if entry.options.index}
    assert ("sub/b.txt", "sub/c.txt") == lock.taken_in
    assert ["sub/b.txt"] == [include.path for include in lock.includes]


def test_constraints_pin_and_add_nothing() -> None:
    lock = merged({"": "a\nb>=1\nc==3\n-c c.txt", "c.txt": f"A==1 --hash={SHA256}\nb==2\nc==9\nd==4\ne>2"})
    assert ["a==1", "b==2", "c==3"] == keys(lock)
    assert {"a": "1", "b": "2", "c": "9", "d": "4"} == lock.constraints
    assert 1 == len(lock.packages[0].digests)


def test_a_constraint_may_give_an_address() -> None:
    lock = merged({"": "a\n-c c.txt", "c.txt": "a @ git+https://git.example/a"})
    assert [("a", SourceKind.GIT)] == [(entry.key, entry.source) for entry in lock.packages]
    assert {} == lock.constraints


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        ("a==1\na==2", "a"),
        ("a==1; os_name=='x'", "a"),
        ("a==1\na==1", "a==1"),
        ("a==1\na<3", "a==1"),
    ],
)
def test_constraints_that_may_not_hold_pin_nothing(constraints: str, expected: str) -> None:
    assert [expected] == keys(merged({"": "a\n-c c.txt", "c.txt": constraints}))


def test_a_constraint_of_the_same_condition_pins() -> None:
    assert ["a==1"] == keys(merged({"": "a; os_name=='x'\n-c c.txt", "c.txt": "a==1; os_name=='x'"}))


def test_requirements_inside_constraints_are_requirements() -> None:
    lock = merged({"": "-c c.txt", "c.txt": "a==1\n-r d.txt\n-c e.txt", "d.txt": "d", "e.txt": "d==2"})
    assert ["d==2"] == keys(lock)


def test_one_entry_in_two_files_is_one_entry_with_the_hashes_of_both() -> None:
    other = SHA256.replace("0", "1")
    lock = merged(
        {"": f"a==1 --hash={SHA256}\n-r b.txt\n-r c.txt", "b.txt": f"a==1 --hash={other}", "c.txt": "a==1"}
    )
    assert ["a==1"] == keys(lock)
    assert 2 == len(lock.packages[0].digests)


def test_a_file_that_was_not_read_is_a_problem() -> None:
    lock = merged({"": "-r gone.txt\n-r b.txt", "b.txt": "x y\n\n-c gone.txt"})
    assert [("gone.txt", 1), ("b.txt:1: x y", None), ("b.txt:3: gone.txt", None)] == [
        (problem.what, problem.line) for problem in lock.problems
    ]


def test_files_that_take_each_other_in_are_a_problem() -> None:
    lock = merged({"": "-r a.txt", "a.txt": "a==1\n-r b.txt", "b.txt": "b==1\n-r a.txt"})
    assert ["a==1", "b==1"] == keys(lock)
    assert [("b.txt:2: a.txt", "the requirements file includes itself")] == [
        (problem.what, problem.why) for problem in lock.problems
    ]


def test_a_long_chain_of_files_ends_in_a_problem() -> None:
    files = {str(number): f"p{number}\n-r {number + 1}" for number in range(100)}
    lock = merged({"": "-r 0", **files})
    assert MOST_NESTED == len(lock.packages)
    assert f"more than {MOST_NESTED} files include each other" == lock.problems[0].why


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.sampled_from(["", "a", "b", "d/a", "d/b"]),
        st.lists(
            st.sampled_from(
                ["x", "x==1", "x==2", "y==1", "-r a", "-r b", "-c a", "-c d/a", "-r ../a", "-r ../../x", "!"]
            ),
            max_size=5,
        ),
    )
)
def test_any_files_that_take_each_other_in_are_joined(files: dict[str, list[str]]) -> None:
    lock = merged({"": "", **{path: "\n".join(lines) for path, lines in files.items()}})
    written = {line for lines in files.values() for line in lines}
    assert {entry.version for entry in lock.packages} <= {None, "1", "2"}
    assert {entry.package.name for entry in lock.packages} <= {line.partition("==")[0] for line in written}


def test_options_count_in_the_order_in_which_pip_reads_them() -> None:
    inner = "--index-url https://in.example\n"
    lock = merged({"": "a==1\n-r in.txt\n-i https://main.example\n", "in.txt": inner})
    assert "https://main.example" == value_of(lock)
    lock = merged({"": "-i https://main.example\na==1\n-r in.txt\n", "in.txt": inner})
    assert "https://in.example" == value_of(lock)
    lock = merged({"": "-r in.txt\na==1\n-i https://main.example\n-r in.txt", "in.txt": inner})
    assert "https://in.example" == value_of(lock)
    lock = merged({"": "a==1\n-c in.txt", "in.txt": inner})
    assert "https://in.example" == value_of(lock)


def value_of(lock: Lock) -> str | None:
    [index] = {entry.options.index for entry in lock.packages}
    return index.value if index else None


def test_files_that_take_each_other_in_too_often_are_a_problem() -> None:
    files = {f"{n}.txt": f"-r {n + 1}.txt\n" * 2 for n in range(20)}
    lock = merged({"": "a==1\n-r 0.txt", **files, "20.txt": "--pre"})
    assert ["options of requirements files"] == [problem.what for problem in lock.problems]


@pytest.mark.parametrize(
    ("constraint", "source"),
    [
        ("a @ https://files.example/a-1-py3-none-any.whl", SourceKind.URL),
        ("https://files.example/a-1-py3-none-any.whl", SourceKind.URL),
        ("./v/a-1-py3-none-any.whl", SourceKind.PATH),
        ("a @ file:./v/a-1-py3-none-any.whl", SourceKind.PATH),
    ],
)
def test_a_place_in_a_constraint_wins_over_a_version(constraint: str, source: SourceKind) -> None:
    lock = merged({"": f"a==1 --hash={SHA256}\n-c c.txt", "c.txt": constraint})
    assert [source] == [entry.source for entry in lock.packages]
    lock = merged({"": "a==1\n-c c.txt", "c.txt": f"{constraint} ; python_version > '3'"})
    assert {source, SourceKind.REGISTRY} == {entry.source for entry in lock.packages}
