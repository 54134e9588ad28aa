"""What befalls a run: a full disk, an interruption, a worker that dies or hangs. What was done stays done."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Machine, plain
from tests.cli.spawning import finish, started
from tests.loopback import NpmPackage, NpmRelease, Slow

IN_TURN = """
import json, os, sys
from pathlib import Path
from pratique.cli import main

home = Path(os.environ["PRATIQUE_HOME"])

def run(*arguments):
    sys.stdout.flush()
    print("exit", main(list(arguments)), flush=True)

run("inspect", "calm@1.0.1", "-o", os.devnull)
filler = open(home.parent / "filler", "wb", buffering=0)
try:
    while filler.write(bytes(1 << 12)):
        pass
except OSError:
    # Room for a few rows, and for no artifact.
    filler.truncate(filler.tell() - 200_000)
run("inspect", "large@1.0.0", "-o", os.devnull)
run("check", "-o", os.devnull)
filler.close()
os.unlink(home.parent / "filler")
run("inspect", "--offline", "--format", "jsonl", "calm@1.0.1")
run("check", "-o", os.devnull)
"""


def small_disk(folder: Path) -> list[str]:
    """Run something with a small file system of its own at a folder, where the kernel lets a process have one."""
    mount = f'mount -t tmpfs -o size=1m none {folder} && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no mount namespaces here")
    return command


def test_a_full_disk_is_told_with_a_hint_and_loses_nothing(machine: Machine, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    noise = NpmRelease(version="1.0.0", files={"data.bin": os.urandom(300_000)})
    machine.registry.put_npm(NpmPackage(name="large", releases=(noise,)))
    machine.lock("large@1.0.0")
    done = subprocess.run(
        [*small_disk(disk), sys.executable, "-c", IN_TURN],
        env={**os.environ, "PRATIQUE_HOME": str(disk / "state")},
        cwd=machine.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert ["exit 0", "exit 3", "exit 3", "exit 0", "exit 0"] == [x for x in lines if x.startswith("exit")]
    assert 2 == done.stderr.count("disk-full: ")
    assert "cache clear" in done.stderr
    assert "Traceback" not in done.stderr
    (remembered,) = [line for line in lines if line.startswith("{")]
    assert '"cached":true' in remembered


def wait_for(condition: Callable[[], bool], *, timeout_s: float = 30) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.02)


def inspections() -> int:
    """How many inspections are stored by now."""
    path = Path(os.environ["PRATIQUE_HOME"]) / "pratique.sqlite3"
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(database.execute("select count(*) from inspections").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        database.close()


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to find workers by")


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_check_goes_on_where_it_was(machine: Machine, how: signal.Signals) -> None:
    machine.registry.put_npm(plain("other", "1.0.0"))
    machine.lock("calm@1.0.1", "other@1.0.0", "@acme/tool@2.0.0")
    machine.registry.fault("*tool*", Slow(delay_s=60))
    with started("check", folder=machine.folder) as process:
        wait_for(lambda: inspections() == 2 and len(machine.registry.requests) == 3)
        workers = children(process.pid)
        process.send_signal(how)
        code, out, err = finish(process)
        assert workers
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert (130 if how == signal.SIGINT else -how, "") == (code, out)
    assert ("interrupted: the results so far are stored" in err) is (how == signal.SIGINT)

    machine.registry.heal()
    ran = machine.run("check", "--format", "json")
    assert (0, None) == (ran.code, ran.json["adopted_at"])
    cached = {package["purl"]: package["artifacts"][0]["cached"] for package in ran.json["packages"]}
    assert {
        "pkg:npm/%40acme/tool@2.0.0": False,
        "pkg:npm/calm@1.0.1": True,
        "pkg:npm/other@1.0.0": True,
    } == cached


def check_with_a_worker_that(fate: str, machine: Machine) -> tuple[int, str, str]:
    """Check with one worker that stops after its first artifact, when the next one is on its way to it."""
    machine.registry.fault("*/later-1.0.0.tgz", Slow(delay_s=3.0))
    machine.registry.fault("*/last-1.0.0.tgz", Slow(delay_s=3.4))
    options = ("--jobs", "1", "--format", "json", "--as", "new", "--timeout", "1")
    with started("check", *options, folder=machine.folder) as process:
        wait_for(lambda: inspections() == 1)
        (worker,) = children(process.pid)
        os.kill(worker, signal.SIGSTOP)
        if fate == "killed":
            time.sleep(4.0)
            os.kill(worker, signal.SIGKILL)
        return finish(process)


@needs_proc
@pytest.mark.parametrize(
    ("fate", "why"), [("killed", "was killed from outside"), ("hangs", "no answer within 8 s of wall clock")]
)
def test_a_worker_that_dies_or_hangs_takes_its_own_artifact_with_it_and_no_other(
    machine: Machine, fate: str, why: str
) -> None:
    machine.registry.put_npm(plain("later", "1.0.0"))
    machine.registry.put_npm(plain("last", "1.0.0"))
    machine.lock("calm@1.0.0", "later@1.0.0", "last@1.0.0")
    code, out, err = check_with_a_worker_that(fate, machine)
    assert 3 == code, err
    answer = json.loads(out)
    actions = {package["purl"]: package["action"] for package in answer["packages"]}
    assert {
        "pkg:npm/calm@1.0.0": "allow",
        "pkg:npm/last@1.0.0": "allow",
        "pkg:npm/later@1.0.0": "hold",
    } == actions
    (later,) = [package for package in answer["packages"] if package["purl"] == "pkg:npm/later@1.0.0"]
    assert ["not-inspected"] == [reason["code"] for reason in later["reasons"]]
    assert why in later["reasons"][0]["text"]
    assert not answer["coverage"]["complete"]

    again = machine.run("check", "--as", "new")
    assert 0 == again.code


def test_two_checks_at_once_share_what_is_remembered(machine: Machine) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0", path="one/package-lock.json")
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0", path="two/package-lock.json")
    machine.registry.fault("*.tgz", Slow(delay_s=0.2))
    with (
        started("check", "one", folder=machine.folder) as first,
        started("check", "two", folder=machine.folder) as second,
    ):
        assert [0, 0] == [finish(process)[0] for process in (first, second)]
    machine.registry.requests.clear()
    assert [0, 0] == [machine.run("check", name).code for name in ("one", "two")]
    assert [] == machine.registry.requests
