"""Finding the lockfiles of a project, and reading them with what they include."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pratique.cli.project.locate import (
    CACHES,
    INSTALLED,
    UNREAD,
    Search,
    find,
    from_disk,
    one,
    read,
    with_left_out,
)
from pratique.core.assessment import ProjectReport
from pratique.errors import ParseError, Reference, UsageError

LOCK = '{"lockfileVersion": 3, "packages": {}}'


def write(root: Path, path: str, text: str = LOCK) -> Path:
    where = root / path
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text(text)
    return where


def paths(search: Search) -> list[str]:
    return [found.path for found in search.found]


def reading(root: Path, path: str = "requirements.txt") -> tuple[list[str], list[str]]:
    """What the lock at `path` pins, and what could not be understood."""
    found = next(found for found in find(root, []).found if found.path == path)
    lock = read(found, from_disk(root))
    return [str(p.ref or p.package) for p in lock.packages], [f"{p.what}: {p.why}" for p in lock.problems]


def refused(root: Path, path: str = "package-lock.json") -> ParseError:
    (found,) = [found for found in find(root, []).found if found.path == path]
    with pytest.raises(ParseError) as told:
        read(found, from_disk(root))
    return told.value


def test_every_lock_is_found_in_order_of_its_path(tmp_path: Path) -> None:
    for path in ("b/uv.lock", "package-lock.json", "a/b/requirements/dev.txt", "a/poetry.lock", "readme.txt"):
        write(tmp_path, path)
    assert ["a/b/requirements/dev.txt", "a/poetry.lock", "b/uv.lock", "package-lock.json"] == paths(
        find(tmp_path, [])
    )


@pytest.mark.parametrize("folder", sorted(INSTALLED | CACHES))
def test_what_is_installed_is_not_entered(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/dep/package-lock.json")
    assert Search(()) == find(tmp_path, [])


def test_a_python_environment_is_not_entered_and_told_for_anybody_can_make_one(tmp_path: Path) -> None:
    write(tmp_path, "a/services/pyvenv.cfg", "")
    write(tmp_path, "a/services/api/package-lock.json")
    search = find(tmp_path, [])
    assert (("a/services", "a Python environment: a/services"),) == search.left_out
    report = with_left_out(ProjectReport(root=".", files=()), search)
    assert [("a/services",)] == [item.sources for item in report.out_of_scope]


@pytest.mark.parametrize("name", sorted(UNREAD))
def test_a_lock_that_is_not_read_here_is_told_and_makes_the_answer_incomplete(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, "package-lock.json")
    write(tmp_path, f"web/{name}")
    (told,) = find(tmp_path, []).unread
    assert told.error is not None
    assert (f"web/{name}", Reference.LOCK_UNKNOWN_VERSION) == (told.path, told.error.reference)
    assert not with_left_out(ProjectReport(root=".", files=()), find(tmp_path, [])).complete
    assert () == find(tmp_path, ["web/*"]).unread


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("fixtures", ["package-lock.json"]),
        ("fixtures/", ["package-lock.json"]),
        ("fixtures/*", ["package-lock.json"]),
        ("*/package-lock.json", ["package-lock.json"]),
        ("package-lock.json", ["fixtures/a/package-lock.json"]),
        ("fixture", ["fixtures/a/package-lock.json", "package-lock.json"]),
        ("*", []),
    ],
)
def test_what_is_excluded_is_left_out_and_told(tmp_path: Path, pattern: str, left: list[str]) -> None:
    everything = ["fixtures/a/package-lock.json", "package-lock.json"]
    for path in everything:
        write(tmp_path, path)
    search = find(tmp_path, [pattern])
    assert left == paths(search)
    gone = sorted(set(everything) - set(left))
    assert [(path, f"excluded by the setting `exclude`: {path}") for path in gone] == sorted(search.left_out)


names = st.sampled_from(["package-lock.json", "deno.lock", "a", "b", "node_modules", "requirements.txt"])


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(
    st.lists(st.lists(names, min_size=1, max_size=3), max_size=4),
    st.lists(st.text("ab*?/[", max_size=5), max_size=2),
)
def test_no_lock_is_passed_over_in_silence(
    tmp_path: Path, files: list[list[str]], exclude: list[str]
) -> None:
    root = tmp_path / str(len(list(tmp_path.iterdir())))
    root.mkdir()
    for parts in files:
        where = root.joinpath(*parts)
        if not where.exists() and not any(parent.is_file() for parent in where.parents):
            write(root, "/".join(parts))
    search = find(root, exclude)
    told = {*paths(search), *(path for path, _ in search.left_out), *(item.path for item in search.unread)}
    there = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.name in {"package-lock.json", "deno.lock", "requirements.txt"}
    }
    assert {path for path in there if "node_modules" not in path.split("/")} == told


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    # A path longer than the system takes is closed to everybody, root included.
    write(tmp_path, "package-lock.json")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 240, dir_fd=here)
        below = os.open("d" * 240, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    search = find(tmp_path, [])
    assert ["package-lock.json"] == paths(search)
    (told,) = search.unread
    assert told.error is not None
    assert Reference.FILE_UNREADABLE is told.error.reference
    assert told.path.startswith("ddd")


def test_a_link_to_a_lock_of_the_project_is_read(tmp_path: Path) -> None:
    write(tmp_path, "shared/requirements.txt", "calm==1.0\n")
    (tmp_path / "requirements.txt").symlink_to("shared/requirements.txt")
    assert (["calm==1.0"], []) == reading(tmp_path)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/etc/hostname", "a link that leaves the project"),
        ("../outside.json", "a link that leaves the project"),
        ("missing.json", "cannot be read: No such file"),
        ("package-lock.json", "cycle|Too many levels"),
    ],
)
def test_a_link_that_leads_nowhere_good_is_told(tmp_path: Path, target: str, why: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    write(tmp_path, "outside.json")
    (root / "package-lock.json").symlink_to(target)
    error = refused(root)
    assert Reference.FILE_UNREADABLE is error.reference
    assert any(part in error.message for part in why.split("|"))


def test_folders_that_are_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "real/package-lock.json")
    (tmp_path / "again").symlink_to("real")
    (tmp_path / "real/around").symlink_to("..")
    assert ["real/package-lock.json"] == paths(find(tmp_path, []))


def test_a_lock_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "package-lock.json")
    assert "not a regular file" in refused(tmp_path).message


def test_a_lock_beyond_all_size_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "package-lock.json").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    error = refused(tmp_path)
    assert (Reference.LOCK_INVALID, "package-lock.json is larger than 64 MiB") == (
        error.reference,
        error.message,
    )


def test_a_lock_can_be_named(tmp_path: Path) -> None:
    assert ["uv.lock"] == paths(one(write(tmp_path, "uv.lock")))


def test_a_format_that_names_a_folder_is_found_in_it_below_it_and_by_path(tmp_path: Path) -> None:
    file = write(tmp_path, "requirements/run.txt", "")
    assert ["requirements/run.txt"] == paths(find(tmp_path, ()))
    assert ["run.txt"] == paths(find(tmp_path / "requirements", ()))
    assert ["run.txt"] == paths(one(file))


def test_an_inventory_is_read_when_it_is_named_and_not_looked_for(tmp_path: Path) -> None:
    write(tmp_path, "bom.json")
    write(tmp_path, "package-lock.json")
    assert ["package-lock.json"] == paths(find(tmp_path, ()))
    assert ["bom.json"] == paths(one(tmp_path / "bom.json"))


def test_a_named_file_that_is_no_known_lock_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a supported lockfile") as told:
        one(write(tmp_path, "deno.lock"))
    assert "package-lock.json" in told.value.hint


def test_included_files_are_read_relative_to_the_one_that_includes(tmp_path: Path) -> None:
    write(tmp_path, "requirements.txt", "-r sub/requirements.txt\n")
    write(tmp_path, "sub/requirements.txt", "-r deep.txt\none==1\n")
    write(tmp_path, "sub/deep.txt", "two==2\n-c ../pins.txt\nthree\n")
    write(tmp_path, "pins.txt", "three==3\n")
    pinned, problems = reading(tmp_path)
    assert ["one==1", "three==3", "two==2"] == sorted(pinned)
    assert [] == problems


@pytest.mark.parametrize(
    "text",
    [
        "-r ../outside.txt",
        "-r /etc/hostname",
        "-r missing.txt",
        "-r requirements.txt",
        "-r broken.txt",
        "-r linked.txt",
        "-r https://files.example/requirements.txt",
    ],
)
def test_a_file_that_is_not_included_is_a_problem_and_no_silence(tmp_path: Path, text: str) -> None:
    root = tmp_path / "project"
    write(tmp_path, "outside.txt", "stolen==1\n")
    write(root, "requirements.txt", f"{text}\none==1\n")
    (root / "broken.txt").write_bytes(b"\xff\xfe\x00\xd8")
    (root / "linked.txt").symlink_to("../outside.txt")
    pinned, problems = reading(root)
    assert ["one==1"] == pinned
    assert problems


def test_files_that_include_each_other_by_the_hundred_are_cut(tmp_path: Path) -> None:
    for number in range(520):
        write(tmp_path, f"sub/r{number}.txt", f"p{number}==1\n")
    write(tmp_path, "requirements.txt", "".join(f"-r sub/r{n}.txt\n" for n in range(520)))
    pinned, problems = reading(tmp_path)
    assert 500 == len(pinned)
    assert 20 == len(problems)
