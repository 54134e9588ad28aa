"""The index is replaced as a whole, or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.writing import writer_at
from pratique.core.advisory import Span
from pratique.errors import Reference, StoreError
from tests.advisories.indexes import every, write_index
from tests.advisories.made import LEFT, THEN, about, advisory, state

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and signals of POSIX")

_ENDLESS = """
import sys, itertools
from pathlib import Path
from pratique.advisories.index.writing import writer_at
from tests.advisories.made import about, advisory
with writer_at(Path(sys.argv[1])) as writer, writer.draft("osv-npm") as draft:
    draft.forget()
    for n in itertools.count():
        draft.add(advisory(f"X-{n}", about(), summary="x" * 500))
        if n == 500:
            print("at it", flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_index(tmp_path / "home" / "index", {"osv-npm": [advisory("GHSA-1", about(LEFT, Span("1")))]})


def held(path: Path) -> list[str]:
    with Index.open(path) as index:
        index.check()
        return [one.id for one in every(index)]


def names(path: Path) -> set[str]:
    """What is in the folder of the index."""
    return {item.name for item in path.parent.iterdir()}


def test_a_first_index_is_made_with_its_folder_for_this_user_alone(tmp_path: Path) -> None:
    path = write_index(tmp_path / "new" / "index", {"osv-npm": [advisory("GHSA-1")]})
    assert ["GHSA-1"] == held(path)
    if sys.platform != "win32":
        assert [0o700, 0o600] == [stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path)]


def test_nothing_is_left_beside_it(path: Path) -> None:
    assert {"index", "index.lock"} == names(path)


def test_a_source_that_fails_half_way_leaves_the_old_index(path: Path) -> None:
    before = path.read_bytes()

    def failing() -> None:
        with writer_at(path) as writer, writer.draft("osv-npm") as draft:
            draft.forget()
            draft.add(advisory("HALF"))
            raise RuntimeError("the rows end here")

    with pytest.raises(RuntimeError, match="end here"):
        failing()
    assert before == path.read_bytes()
    assert {"index", "index.lock"} == names(path)


@posix
def test_a_process_that_is_killed_leaves_the_old_index_and_the_next_cleans_up(path: Path) -> None:
    before = path.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(path)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"at it"
        process.send_signal(signal.SIGKILL)
    assert before == path.read_bytes()
    assert [f"index.draft-{process.pid}"] == sorted(names(path) - {"index", "index.lock"})
    write_index(path, {"other": [advisory("GHSA-2")]})
    assert ["GHSA-1", "GHSA-2"] == held(path)
    assert {"index", "index.lock"} == names(path)


def test_each_source_stands_when_it_is_published(path: Path) -> None:
    with writer_at(path) as writer:
        with writer.draft("second") as draft:
            draft.add(advisory("GHSA-2"))
            writer.publish(draft, [state("second")], at=THEN)
        assert ["GHSA-1", "GHSA-2"] == held(path)
        with writer.draft("third") as draft:
            draft.add(advisory("GHSA-3"))
        assert {"osv-npm", "second"} == set(writer.states)
    assert ["GHSA-1", "GHSA-2"] == held(path)


def test_a_state_alone_is_renewed(path: Path) -> None:
    later = state("osv-npm", checked_at=THEN.replace(year=2027))
    with writer_at(path) as writer, writer.draft("osv-npm") as draft:
        writer.publish(draft, [later], at=THEN)
    with Index.open(path) as index:
        assert [later] == list(index.sources())
    assert ["GHSA-1"] == held(path)


def test_a_damaged_index_is_set_aside_and_made_anew(path: Path) -> None:
    damaged = path.read_bytes()[:-10]
    path.write_bytes(damaged)
    with writer_at(path) as writer:
        assert "incomplete" in (writer.damage or "")
        assert {} == writer.states
        with writer.draft("osv-npm") as draft:
            draft.add(advisory("GHSA-2"))
            assert damaged == path.read_bytes()
            writer.publish(draft, [state()], at=THEN)
        assert not writer.damage
    assert ["GHSA-2"] == held(path)
    assert damaged == path.with_name("index.damaged").read_bytes()


def test_a_whole_index_of_another_machine_takes_the_place_of_an_older_one(path: Path, tmp_path: Path) -> None:
    newer = write_index(tmp_path / "newer", {"other": [advisory("GHSA-7")]}, at=THEN.replace(year=2027))
    with writer_at(path) as writer:
        assert writer.adopt([newer.read_bytes()])
        assert {"other"} == set(writer.states)
        assert not writer.adopt([newer.read_bytes()])
    assert ["GHSA-7"] == held(path)
    assert {"index", "index.lock"} == names(path)


def test_where_there_is_none_or_a_damaged_one_it_is_taken_whatever_its_age(
    path: Path, tmp_path: Path
) -> None:
    older = write_index(tmp_path / "older", {"other": [advisory("GHSA-7")]}, at=THEN.replace(year=2020))
    with writer_at(path) as writer:
        assert not writer.adopt([older.read_bytes()])
    assert ["GHSA-1"] == held(path)
    path.write_bytes(b"damaged")
    with writer_at(path) as writer:
        assert writer.adopt([older.read_bytes()])
    assert ["GHSA-7"] == held(path)
    assert b"damaged" == path.with_name("index.damaged").read_bytes()


@pytest.mark.parametrize("cut", [0, 1, 5000])
def test_bytes_that_are_no_whole_index_are_not_taken(path: Path, tmp_path: Path, cut: int) -> None:
    newer = write_index(tmp_path / "newer", {"other": [advisory("GHSA-7")]}, at=THEN.replace(year=2027))
    data = newer.read_bytes()
    broken = data[:-cut] if cut else data.replace(b"PADV", b"EVIL")
    with writer_at(path) as writer, pytest.raises(StoreError) as raised:
        writer.adopt([broken])
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference
    assert ["GHSA-1"] == held(path)
    assert {"index", "index.lock"} == names(path)


def test_two_writers_are_kept_apart(path: Path) -> None:
    with (
        writer_at(path),
        pytest.raises(StoreError, match="another `pratique advisories` process"),
        writer_at(path, busy_s=0.05),
    ):
        pass


@posix
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError) as raised, writer_at(path):
            pass
    finally:
        path.parent.chmod(0o700)
    assert Reference.STORE_UNREADABLE is raised.value.reference


@posix
def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError) as raised, writer_at(tmp_path / "home" / "index"):
        pass
    assert Reference.STORE_UNREADABLE is raised.value.reference


@posix
def test_a_disk_that_is_full_while_copying_leaves_the_old_index(path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(StoreError) as raised, writer_at(path) as writer, writer.draft("osv-npm"):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert "cannot be written" in raised.value.message
    assert errno.EFBIG == getattr(raised.value.__cause__, "errno", None)
    assert before == path.read_bytes()
    assert {"index", "index.lock"} == names(path)


@posix
def test_an_index_is_replaced_while_it_is_read(path: Path) -> None:
    with Index.open(path) as index:
        write_index(path, {"osv-npm": [advisory("GHSA-9")]})
        assert ["GHSA-1"] == [one.id for one in every(index)]
    assert ["GHSA-9"] == held(path)


def test_an_index_that_cannot_be_opened_is_not_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.symlink_to(path)  # nobody can open it, as an index of another user
    with pytest.raises(StoreError) as raised, writer_at(path):
        pass
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference
    assert path.is_symlink()
