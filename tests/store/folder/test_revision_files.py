"""Files with the releases of lockfile revisions."""

import os
from pathlib import Path

import pytest

from pratique.core.names import Digest
from pratique.lockfiles.revisions.kept import KeptRevisions
from pratique.lockfiles.revisions.reading import Held
from pratique.store.folder.revision_files import RevisionFiles

HELD = Held("npm", "axios", "1.14.1", (Digest("sha256", "a" * 64),), "url")
KEPT = KeptRevisions().plus({"1": frozenset((HELD,)), "2": frozenset()})


def test_what_is_stored_is_returned(tmp_path: Path) -> None:
    RevisionFiles(tmp_path / "new").put("web", KEPT)

    assert KEPT == RevisionFiles(tmp_path / "new").get("web")
    assert KeptRevisions() == RevisionFiles(tmp_path / "new").get("other")
    assert 0o700 == (tmp_path / "new").stat().st_mode & 0o777


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"0" + data,
        lambda data: data[:-4] + b"\xff\xff\xff\xff",
        lambda data: data.replace(b"axios", b"axi\xff\xfe"),
        lambda data: data.partition(b"\n")[0] + b"\n\x00\x92\x91\x01\x90",
    ],
)
def test_a_damaged_file_is_empty(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    files = RevisionFiles(tmp_path)
    files.put("web", KEPT)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))

    assert KeptRevisions() == files.get("web")


def test_a_folder_that_cannot_be_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()

    RevisionFiles(tmp_path / "file").put("web", KEPT)

    assert "are not stored" in caplog.text


def test_the_files_unused_for_longest_go_first(tmp_path: Path) -> None:
    files = RevisionFiles(tmp_path)
    for number, name in enumerate(("old", "used", "new")):
        files.put(name, KEPT)
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_ctime_ns)
        os.utime(newest, (1000 + number, 1000 + number))
    files.get("old")
    count, size, oldest = files.usage()
    assert (3, 1001) == (count, oldest)

    assert 1 == RevisionFiles(tmp_path, size - 1).prune()

    assert KeptRevisions() == files.get("used")
    assert KEPT == files.get("old") == files.get("new")
    files.clear()
    assert (0, 0, None) == files.usage()
