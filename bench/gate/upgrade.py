"""An upgrade of the gate from an older commit of this repository, with its real code, while npm clients install in a loop.

The old gate runs from a worktree of the commit. Its log is filled; the new release makes a backup beside it; the old gate is stopped
and the new one started on the same state folder and port. Then the way back: the backup is restored, and the old gate started on it.
Last, both releases at once on one state folder. What the clients saw is printed, and the numbers are written to `upgrade.json`.
"""

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from bench.gate.log import fill
from bench.gate.servers import free_port, plain
from pratique.store.folder.home import Home

_ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("upgrade.json")
_PACKAGES = 30
_DECISIONS = 300_000
_MIGRATIONS = "src/pratique/store/migrations/versions"


@dataclass
class Clients:
    """Clients that install one after another, each with an empty cache."""

    url: str
    ended: threading.Event = field(default_factory=threading.Event)
    done: list[tuple[float, float, int, str]] = field(default_factory=list)
    """Start and end of each install, the exit code and the last line of output."""

    def run(self) -> None:
        """Install until `ended` is set."""
        while not self.ended.is_set():
            started = time.monotonic()
            code, said = install(self.url)
            self.done.append((started, time.monotonic(), code, said))


def main(work: Path, old: str) -> None:
    """Upgrade, go back, and run both at once; print what happened."""
    old = old or _before_the_last_migration()
    print(f"from {old}: {_git('log', '-1', '--format=%ad %s', '--date=short', old)}")
    tree = work / "old"
    _git("worktree", "add", "--detach", str(tree), old)
    packages = [
        NpmPackage(
            name=f"made-up-{n}",
            releases=(NpmRelease(version="1.0.0", files={"index.js": f"exports.n = {n}\n"}),),
        )
        for n in range(_PACKAGES)
    ]
    try:
        with LoopbackRegistry(npm=packages) as registry:
            (work / ".npmrc").write_text(f"registry={registry.npm_url}\n")
            _tried(work, tree)
    finally:
        _git("worktree", "remove", "--force", str(tree))


def _tried(work: Path, tree: Path) -> None:
    port = free_port()
    home, url = Home(work / "state"), f"http://127.0.0.1:{port}/npm/"
    with _gate(work, tree, port) as before:
        install(url)
        fill(home, _DECISIONS)
        print(f"old gate: {_counted(home):,} decisions, tables of revision {_revision(home)}")
        clients = Clients(url)
        threads = [threading.Thread(target=clients.run) for _ in range(3)]
        for thread in threads:
            thread.start()
        _until(lambda: len(clients.done) >= 6)
        started = time.monotonic()
        said = _last(_pratique(work, _ROOT, "gate", "backup", str(work / "copy")))
        results = {"decisions": _DECISIONS, "backup_s": round(time.monotonic() - started, 1)}
        print(said, f"({results['backup_s']} s)")
        stopped = time.monotonic()
        before.send_signal(signal.SIGTERM)
        before.wait(60)
        results["stopped_s"] = round(time.monotonic() - stopped, 1)
        print(f"the old gate stopped after {results['stopped_s']} s")
    with _gate(work, _ROOT, port):
        ready = time.monotonic()
        results["answered_s"] = round(ready - stopped, 1)
        print(
            f"the new gate answered {results['answered_s']} s after the old one was told to stop; revision {_revision(home)}"
        )
        _until(lambda: sum(one[0] > ready for one in clients.done) >= 6)
        clients.ended.set()
        for thread in threads:
            thread.join()
        RESULTS.write_text(
            json.dumps({**results, "installs": _told(clients, stopped, ready)}, indent=1) + "\n"
        )
        print(f"new gate: {_counted(home):,} decisions")
    print(_last(_pratique(work, _ROOT, "gate", "restore", str(work / "copy"), "--replace")))
    with _gate(work, tree, port):
        print(
            f"back to the old gate with the backup: install exit {install(url)[0]}; {_counted(home):,} decisions"
        )
        _pratique(work, _ROOT, "log", "--since", "1m")
        print(
            f"both at once: the new release read the log, revision {_revision(home)}; install by the old gate: exit {install(url)[0]}"
        )
    refused = _pratique(work, tree, "log", "--since", "1m")
    print(f"the old release on new tables: {_last(refused)}")


def _told(clients: Clients, stopped: float, ready: float) -> dict[str, dict[str, float]]:
    """Print and return the number of installs, of failed ones, and the seconds of the slowest."""
    results: dict[str, dict[str, float]] = {}
    groups = {
        "before": [one for one in clients.done if one[1] < stopped],
        "during": [one for one in clients.done if one[1] >= stopped and one[0] <= ready],
        "after": [one for one in clients.done if one[0] > ready],
    }
    for name, done in groups.items():
        failed = [one for one in done if one[2]]
        slowest = max((end - start for start, end, _, _ in done), default=0.0)
        print(f"installs {name}: {len(done)}, failed {len(failed)}, slowest {slowest:.1f} s")
        results[name] = {"count": len(done), "failed": len(failed), "slowest_s": round(slowest, 1)}
        for one in failed:
            print(f"  exit {one[2]}: {one[3]}")
    return results


def install(url: str) -> tuple[int, str]:
    """Run `npm install` in a new folder with an empty cache. Return its exit code and what it said of an error."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        needs = ",".join(f'"made-up-{n}":"1.0.0"' for n in range(_PACKAGES))
        (folder / "package.json").write_text(f'{{"name":"app","version":"1.0.0","dependencies":{{{needs}}}}}')
        env = {
            **plain(),
            "HOME": temporary,
            "npm_config_registry": url,
            "npm_config_cache": str(folder / ".cache"),
        }
        words = [
            "npm",
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-progress",
            "--loglevel=error",
        ]
        done = subprocess.run(words, cwd=folder, env=env, check=False, capture_output=True, text=True)
        errors = [line for line in done.stderr.splitlines() if "npm error" in line]
        return done.returncode, errors[0] if errors else ""


@contextmanager
def _gate(work: Path, tree: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "pratique.cli", "gate", "serve", "--listen", f"127.0.0.1:{port}"]
    with (work / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=work, env=_env(work, tree), stdout=log, stderr=log)
        try:
            _until(lambda: _answers(port) or process.poll() is not None)
            if process.poll() is not None:
                raise SystemExit((work / "log").read_text()[-2_000:])
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _env(work: Path, tree: Path) -> dict[str, str]:
    return {
        **plain(),
        "HOME": str(work),
        "XDG_CONFIG_HOME": str(work / ".config"),
        "PRATIQUE_HOME": str(work / "state"),
        "npm_config_globalconfig": str(work / "none"),
        "PYTHONPATH": str(tree / "src"),
    }


def _pratique(work: Path, tree: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pratique.cli", *words]
    return subprocess.run(
        command, cwd=work, env=_env(work, tree), check=False, capture_output=True, text=True
    )


def _last(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [
        line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip() and "hint" not in line
    ]
    return f"{lines[-1] if lines else ''} [exit {done.returncode}]"


def _counted(home: Home) -> int:
    return int(_asked(home, "SELECT count(*) FROM decisions"))


def _revision(home: Home) -> int:
    return int(_asked(home, "PRAGMA user_version"))


def _asked(home: Home, query: str) -> str:
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
    words = [sys.executable, "-c", code, str(home.database), query]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def _before_the_last_migration() -> str:
    newest = max(path.name for path in (_ROOT / _MIGRATIONS).glob("v*.py"))
    added = _git(
        "log", "-m", "--first-parent", "--format=%H", "--diff-filter=A", "--", f"{_MIGRATIONS}/{newest}"
    ).split()
    return f"{added[-1]}^" if added else "HEAD"


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(_ROOT), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _until(holds: Callable[[], bool], *, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("it took too long")
        time.sleep(0.05)
