"""What holds for the cache of every client."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.installed.caches import CACHES, Cache, read_cache
from pratique.installed.caches.contents import Cached
from pratique.installed.caches.disk import CacheDisk
from tests.installed.caches.laid import every, looked, names

SAME = {"npm": "calm@1.0.1", "pypi": "sample==1.0.0", "gem": "gem:kite@1.0.0"}
each = pytest.mark.parametrize("cache", CACHES, ids=lambda cache: cache.name)


@each
def test_a_release_is_found(cache: Cache, tmp_path: Path) -> None:
    contents = looked(cache.name, every(tmp_path)[cache.name])

    assert ({SAME[cache.ecosystem.value]}, []) == (names(contents), contents.unread)


@each
def test_nothing_is_written(cache: Cache, tmp_path: Path) -> None:
    folder = every(tmp_path)[cache.name]
    before = sorted(str(path) for path in folder.rglob("*"))
    looked(cache.name, folder)

    assert before == sorted(str(path) for path in folder.rglob("*"))


@each
def test_an_empty_folder_holds_nothing(cache: Cache, tmp_path: Path) -> None:
    contents = looked(cache.name, tmp_path)

    assert ([], []) == (contents.entries, contents.unread)


@each
def test_a_folder_that_is_not_there_is_told(cache: Cache, tmp_path: Path) -> None:
    assert 1 == len(looked(cache.name, tmp_path / "nowhere").unread)


@each
def test_reading_ends_when_the_time_is_over(cache: Cache, tmp_path: Path) -> None:
    contents = read_cache(cache, CacheDisk(every(tmp_path)[cache.name], time.monotonic, most_s=0.0))

    assert any("takes longer than" in one.why for one in contents.unread)


@each
@settings(max_examples=40)
@given(data=st.data())
def test_any_bytes_in_any_file_give_entries_or_are_told(cache: Cache, data: st.DataObject) -> None:
    with TemporaryDirectory() as made:
        folder = every(Path(made))[cache.name]
        [file] = [path for path in folder.rglob("*") if path.is_file()][:1]
        whole = file.read_bytes()
        cut = data.draw(st.integers(0, 300))
        gap = data.draw(st.integers(0, 20))
        file.write_bytes(whole[:cut] + data.draw(st.binary(max_size=60)) + whole[cut + gap :])

        looked(cache.name, folder)


@each
def test_names_that_are_no_text_are_read(cache: Cache, tmp_path: Path) -> None:
    folder = every(tmp_path)[cache.name]
    for path in list(folder.rglob("*")):
        if path.is_dir():
            (path / os.fsdecode(b"\xff\x1b[31m-1.0.0.gem")).write_bytes(b"")

    assert names(looked(cache.name, folder)) >= {SAME[cache.ecosystem.value]}


@pytest.mark.parametrize("key", ["-rf", "a\nb", "\x1b[2J", "é", ""])
@each
def test_a_key_that_could_be_an_option_or_hides_is_in_no_command(cache: Cache, key: str) -> None:
    assert cache.empty == cache.removal(Cached(path="x", key=key))
