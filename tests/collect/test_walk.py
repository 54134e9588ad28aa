"""The walk through a disk."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.collect.disk import Budget
from pratique.collect.record import Gap, Record
from pratique.collect.walk import MOST_DEPTH, distinct, walk
from tests.collect.walked import gaps, lock_files, named, records
from tests.installed.caches.laid import every, put

posix = pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
INSTALLED = "node_modules/calm/package.json"
MANIFEST = '{"name": "calm", "version": "1.0.1"}'


def test_the_same_rule_reads_a_home_and_a_folder_by_itself(tmp_path: Path) -> None:
    put(tmp_path / "home/app" / INSTALLED, MANIFEST)
    expected = {("node_modules", "calm", "1.0.1")}

    for root in ("home", "home/app", "home/app/node_modules", "home/app/node_modules/calm"):
        assert expected == named(tmp_path / root)


@posix
def test_no_link_and_no_circle_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "out" / INSTALLED, MANIFEST)
    (tmp_path / "home").mkdir()
    (tmp_path / "home/link").symlink_to(tmp_path / "out")
    (tmp_path / "home/circle").symlink_to(tmp_path / "home")
    (tmp_path / "root").symlink_to(tmp_path / "out")

    assert set() == named(tmp_path / "home")
    # A root that is a link was asked for.
    assert {("node_modules", "calm", "1.0.1")} == named(tmp_path / "root")


@posix
def test_pipes_and_names_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"home\xff") / "node_modules/calm"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "package.json")
    put(folder.parent / "good/package.json", MANIFEST)
    os.mkfifo(tmp_path / ".bashrc")
    [found] = records(tmp_path)

    assert "home\\xff/node_modules/good" in found.path
    found.path.encode()


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)

    assert [str(tmp_path / "closed")] == [one.path for one in gaps(tmp_path)]


def test_depth_is_bounded_and_told(tmp_path: Path) -> None:
    put(tmp_path / ("d/" * (MOST_DEPTH + 5)) / INSTALLED, MANIFEST)

    assert [f"nested deeper than {MOST_DEPTH} folders"] == [one.why for one in gaps(tmp_path)]


@pytest.mark.parametrize("limit", [Budget(most_names=3), Budget(most_s=0.0)], ids=["names", "time"])
def test_an_exceeded_limit_is_told(limit: Budget, tmp_path: Path) -> None:
    for number in range(9):
        put(tmp_path / f"app{number}" / INSTALLED, MANIFEST)
    *_, last = walk([str(tmp_path)], limit)

    assert isinstance(last, Gap)
    assert "the folder" in last.why


def test_a_root_inside_another_one_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / "home/app" / INSTALLED, MANIFEST)
    put(tmp_path / "home2/x", "")
    home, other = tmp_path / "home", tmp_path / "home2"

    assert 1 == len(records(home / "app", home, home))
    assert [str(home), str(other)] == distinct(
        [str(other), str(home / "app"), str(home), str(tmp_path / "missing")]
    )


def test_lockfiles_are_met_outside_trees(tmp_path: Path) -> None:
    for path in (
        "app/package-lock.json",
        "app/requirements/dev.txt",
        "app/node_modules/calm/yarn.lock",
        "app/a.txt",
    ):
        put(tmp_path / path, "")

    assert ["package-lock.json", "dev.txt"] == lock_files(tmp_path)


def test_a_visitor_keeps_the_walk_out_of_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "in" / INSTALLED, MANIFEST)
    put(tmp_path / "out" / INSTALLED, MANIFEST)
    seen: list[str] = []

    def visit(path: str, listing: object) -> bool:
        seen.append(path)
        return path.endswith("out")

    found = [one for one in walk([str(tmp_path)], None, visit) if isinstance(one, Record)]

    assert [str(tmp_path / "in/node_modules/calm")] == [one.path for one in found]
    assert [str(tmp_path), str(tmp_path / "in"), str(tmp_path / "out")] == sorted(seen)


@settings(max_examples=60)
@given(data=st.data())
def test_any_bytes_in_any_file_of_any_cache_give_records_or_gaps(data: st.DataObject) -> None:
    with TemporaryDirectory() as made:
        every(Path(made))
        put(Path(made) / INSTALLED, MANIFEST)
        files = sorted(path for path in Path(made).rglob("*") if path.is_file())
        file = data.draw(st.sampled_from(files))
        whole = file.read_bytes()
        cut = data.draw(st.integers(0, 300))
        file.write_bytes(
            whole[:cut] + data.draw(st.binary(max_size=60)) + whole[cut + data.draw(st.integers(0, 20)) :]
        )

        assert list(walk([made]))
