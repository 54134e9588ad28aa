"""The store as a whole: damage, full disks, processes that are killed or run beside each other."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.errors import Reference, StoreError
from pratique.store.folder.home import Home
from pratique.store.opening import clear_store, open_store
from pratique.store.record import CACHES, AllowedBytes, FileName
from tests.store.builders import NOW, seen, sha256

# The start of every script below; `home` is its first argument.
PREFACE = """
import hashlib, sys
from datetime import UTC, datetime
from pathlib import Path
from pratique.errors import StoreError
from pratique.store.record import AllowedBytes, Kind, Seen
from pratique.store.folder.home import Home
from pratique.store.opening import clear_store, open_store
home, NOW = Path(sys.argv[1]), datetime(2026, 1, 1, tzinfo=UTC)
def seen(name):
    data = name.encode()
    return Seen(purl=f"pkg:npm/{name}@1", filename=f"{name}.tgz", sha256=hashlib.sha256(data).hexdigest(),
                sha512=hashlib.sha512(data).hexdigest(), sha1=hashlib.sha1(data).hexdigest(),
                size_bytes=1, first_seen=NOW)
"""


def start(
    script: str, *arguments: str, user: int | None = None, cwd: Path | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PREFACE + script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=user,
        cwd=cwd,
    )


def test_a_store_that_was_closed_can_be_opened_again(home: Path) -> None:
    with open_store(Home(home)) as store:
        store.artifacts.remember([seen()])
    with open_store(Home(home)) as store:
        assert seen() == store.artifacts.seen("pkg:npm/a@1", "a-1.tgz")
    assert ["artifacts", "pratique.sqlite3"] == sorted(path.name for path in home.iterdir())


def test_an_error_of_the_run_is_not_hidden_and_what_was_stored_stays(home: Path) -> None:
    def run() -> None:
        with open_store(Home(home)) as store:
            store.artifacts.remember([seen()])
            raise RuntimeError("of the run")

    with pytest.raises(RuntimeError, match="of the run"):
        run()
    with open_store(Home(home)) as store:
        assert store.artifacts.seen("pkg:npm/a@1", "a-1.tgz") is not None


@pytest.mark.parametrize("damage", [b"this is not a database" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_named_and_can_be_set_aside(home: Path, damage: bytes) -> None:
    home.mkdir()
    path = home / "pratique.sqlite3"
    path.write_bytes(damage)
    with pytest.raises(StoreError, match="is damaged") as caught, open_store(Home(home)):
        pytest.fail("it was opened")
    assert caught.value.reference is Reference.STORE_UNREADABLE
    assert str(path) in caught.value.message
    assert "pratique cache clear" in caught.value.hint
    assert damage == path.read_bytes()
    kept = home / "pratique.sqlite3.damaged-1"
    assert kept == clear_store(Home(home), CACHES)
    assert damage == kept.read_bytes()
    with open_store(Home(home)) as store:
        assert store.artifacts.seen("pkg:npm/a@1", "a-1.tgz") is None


def test_clearing_a_sound_store_sets_nothing_aside(home: Path) -> None:
    with open_store(Home(home)) as store:
        store.artifacts.remember([seen()])
        store.blobs.put(sha256("a"), b"a")
    assert clear_store(Home(home), CACHES) is None
    with open_store(Home(home)) as store:
        assert not store.blobs.has(sha256("a"))
        assert store.artifacts.seen("pkg:npm/a@1", "a-1.tgz") is not None


def test_clearing_does_not_hide_another_trouble(home: Path) -> None:
    home.write_text("in the way")
    with pytest.raises(StoreError):
        clear_store(Home(home), CACHES)


def test_damage_in_the_middle_is_told_when_it_is_met(home: Path) -> None:
    with open_store(Home(home)) as store:
        store.artifacts.remember(seen(f"pkg:npm/p{n}@1", f"p{n}.tgz", str(n)) for n in range(2000))
    path = home / "pratique.sqlite3"
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"), open_store(Home(home)) as store:
        store.artifacts.seen_many(FileName(f"pkg:npm/p{n}@1", f"p{n}.tgz") for n in range(2000))


def test_setting_aside_twice_keeps_both(home: Path) -> None:
    home.mkdir()
    for number in (1, 2):
        (home / "pratique.sqlite3").write_bytes(bytes([number]) * 5000)
        assert home / f"pratique.sqlite3.damaged-{number}" == clear_store(Home(home), [])
    assert (home / "pratique.sqlite3.damaged-1").read_bytes() == b"\x01" * 5000


def test_a_home_that_is_a_file_is_told(home: Path) -> None:
    home.write_text("in the way")
    with pytest.raises(StoreError) as caught, open_store(Home(home)):
        pytest.fail("it was opened")
    assert caught.value.reference is Reference.STORE_UNREADABLE


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="users and modes are POSIX")
@pytest.mark.parametrize("prepared", [False, True])
def test_a_home_that_may_not_be_written_is_told(shared: Path, prepared: bool) -> None:
    state = shared / "state"
    if prepared:
        with open_store(Home(state)):
            pass
        (state / "pratique.sqlite3").chmod(0o444)
        state.chmod(0o555)
    shared.chmod(0o555)
    # The superuser may write everywhere, so the question is asked as somebody else.
    nobody = 65534 if os.geteuid() == 0 else None
    if nobody is not None and not _others_may_run(Path(sys.executable).resolve()):
        pytest.skip("this Python lies in a folder that another user may not enter")
    script = """
try:
    with open_store(Home(home)) as store: store.artifacts.remember([seen("a")])
except StoreError as error: print(error.reference, "PRATIQUE_HOME" in error.hint)
"""
    process = start(script, str(state), user=nobody, cwd=shared)
    out, err = process.communicate(timeout=60)
    if prepared:
        state.chmod(0o700)
    if "Permission denied" in err and "pratique" not in out and "StoreError" not in err:
        pytest.skip("the other user may not read this interpreter")
    assert ("store-unreadable True\n", "") == (out, err)


FULL = """
import os
blobs = 0
try:
    with open_store(Home(home)) as store:
        store.artifacts.remember([seen("first")])
        store.blobs.put(hashlib.sha256(b"small").hexdigest(), b"small")
        for number in range(1000):
            if sys.argv[2] == "rows":
                store.artifacts.remember(seen(f"p{number}x{n}") for n in range(200))
            else:
                data = os.urandom(100_000)
                store.blobs.put(hashlib.sha256(data).hexdigest(), data)
except StoreError as error: print(error.reference)
if sys.argv[2] == "blobs":
    # Now not even the database can be opened; clearing makes room.
    try:
        with open_store(Home(home)): print("opened")
    except StoreError as error: print(error.reference)
    clear_store(Home(home), [Kind.BYTES])
with open_store(Home(home)) as store:
    print(store.artifacts.seen("pkg:npm/first@1", "first.tgz") == seen("first"))
    print(store.blobs.has(hashlib.sha256(b"small").hexdigest()))
    print([p.name for p in (home / "artifacts").glob("incoming-*")])
"""


@pytest.mark.parametrize(
    ("what", "expected"),
    [("rows", "disk-full\nTrue\nTrue\n[]\n"), ("blobs", "disk-full\ndisk-full\nTrue\nFalse\n[]\n")],
)
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, what: str, expected: str) -> None:
    # A small file system of our own, where the kernel lets a process have one.
    mount = f'mount -t tmpfs -o size=3m none {tmp_path} && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no mount namespaces here")
    arguments = [sys.executable, "-c", PREFACE + FULL, str(tmp_path / "state"), what]
    done = subprocess.run([*command, *arguments], check=False, capture_output=True, text=True, timeout=120)
    assert expected == done.stdout, done.stderr


def test_a_killed_process_loses_nothing_that_it_was_told_is_stored(home: Path) -> None:
    script = """
with open_store(Home(home)) as store:
    for number in range(100000):
        names = [f"p{number}x{n}" for n in range(5)]
        store.artifacts.remember(map(seen, names))
        data = str(number).encode() * 1000
        store.blobs.put(hashlib.sha256(data).hexdigest(), data)
        print(number, flush=True)
"""
    process = start(script, str(home))
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(60)]
    process.send_signal(signal.SIGKILL)
    rest = process.communicate(timeout=60)[0]
    last = int((rest.split("\n")[-2] if "\n" in rest else told[-1]).strip())
    with open_store(Home(home)) as store:
        names = [FileName(f"pkg:npm/p{k}x{n}@1", f"p{k}x{n}.tgz") for k in range(last + 1) for n in range(5)]
        assert set(names) == set(store.artifacts.seen_many(names))
        for number in (0, last):
            data = str(number).encode() * 1000
            assert data == store.blobs.get(sha256(str(number) * 1000))
        # The batch that was cut is there as a whole or not at all.
        cut = [FileName(f"pkg:npm/p{last + 1}x{n}@1", f"p{last + 1}x{n}.tgz") for n in range(5)]
        assert len(store.artifacts.seen_many(cut)) in {0, 5}


def test_processes_that_open_a_new_store_at_once_all_succeed(home: Path) -> None:
    script = """
with open_store(Home(home)) as store:
    for number in range(20):
        store.allowed.add_many([AllowedBytes(hashlib.sha256(b"common").hexdigest(), "pkg:npm/common@1")], at=NOW)
        store.artifacts.remember([seen(f"{sys.argv[2]}x{number}"), seen("common")])
"""
    processes = [start(script, str(home), str(number)) for number in range(4)]
    for process in processes:
        assert ("", "") == process.communicate(timeout=120)
        assert process.returncode == 0
    with open_store(Home(home)) as store:
        names = [FileName(f"pkg:npm/{p}x{n}@1", f"{p}x{n}.tgz") for p in range(4) for n in range(20)]
        assert set(names) == set(store.artifacts.seen_many(names))
        common = AllowedBytes(sha256("common"), "pkg:npm/common@1")
        assert frozenset({common}) == store.allowed.contains_many([common])


def test_two_openings_in_one_process_see_each_others_writes(home: Path) -> None:
    with open_store(Home(home)) as one, open_store(Home(home)) as other:
        one.artifacts.remember([seen()])
        assert seen() == other.artifacts.seen("pkg:npm/a@1", "a-1.tgz")
        other.allowed.add_many([AllowedBytes(sha256("a"), "pkg:npm/a@1")], at=NOW)
        assert len(one.allowed.contains_many([AllowedBytes(sha256("a"), "pkg:npm/a@1")])) == 1


def _others_may_run(program: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (program, *program.parents))
