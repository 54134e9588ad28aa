"""A verdict that takes longer than a client waits: the real clients, with their default time limits and retries."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gate import clients_of_npm, gem_clients, python_clients
from tests.gate.running import Ran, RunningGate, gate
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    wheel_file,
)
from tests.loopback.faults import Slow

LONGER_THAN_PIP_S = 17
"""pip and Poetry give up after 15 seconds, Bundler after 10 seconds if it requests a listing."""


@dataclass(frozen=True)
class Row:
    """One client: what it installs, and what it does with a 503."""

    id: str
    program: str | None
    install: Callable[[RunningGate, Path, str], Ran]
    tries_again: bool = True
    """Whether the client tries again after a 503, or gets none because a 503 is final to it."""


def _npm(client: clients_of_npm.Client) -> Row:
    def install(running: RunningGate, folder: Path, name: str) -> Ran:
        made = folder / name
        user = clients_of_npm.NpmUser(client, made, f"{running.url}/npm/", {name: "1.0.0"}, retries=True)
        return user.install()

    return Row(client.id, client.program, install, tries_again=client.id != "yarn1")


def _python(running: RunningGate, folder: Path) -> python_clients.PythonUser:
    return python_clients.PythonUser(running, folder, retries=True)


def _gems(running: RunningGate, folder: Path) -> gem_clients.GemUser:
    return gem_clients.GemUser(running, folder, retries=True)


ROWS = (
    *map(_npm, clients_of_npm.CLIENTS),
    Row("pip", "pip", lambda running, folder, name: _python(running, folder).pip(f"{name}==1.0.0")),
    Row(
        "uv", shutil.which("uv"), lambda running, folder, name: _python(running, folder).uv(f"{name}==1.0.0")
    ),
    Row(
        "poetry",
        shutil.which("poetry"),
        lambda running, folder, name: _python(running, folder).poetry_install(f"{name}==1.0.0", into=name),
    ),
    Row(
        "gem",
        shutil.which("gem"),
        lambda running, folder, name: _gems(running, folder).install(name),
    ),
    Row(
        "bundler",
        shutil.which("bundle"),
        lambda running, folder, name: _gems(running, folder).bundle(name, f'"{name}", "1.0.0"'),
    ),
)
HERE = [row for row in ROWS if row.program is not None]
IMPATIENT = [row for row in HERE if row.id in {"pip", "uv", "poetry", "yarn1", "bundler"}]
"""Those that give up before the default of `gate serve --wait`."""


@contextmanager
def slow_registry(delay_s: float) -> Iterator[LoopbackRegistry]:
    """Serve two packages for each client: the file of `calm-CLIENT` and the listing of `cold-CLIENT` are slow the first time."""
    names = [f"{first}-{row.id}" for row in ROWS for first in ("calm", "cold")]
    with LoopbackRegistry(
        npm=[
            NpmPackage(name=name, releases=(NpmRelease(version="1.0.0", files={"x.js": name}),))
            for name in names
        ],
        pypi=[
            PypiProject(name=name, files=(wheel_file(name, "1.0.0", {"x.py": f"# {name}"}),))
            for name in names
        ],
        gems=[
            GemPackage(name=name, files=(gem_file(name, "1.0.0", {"lib/x.rb": f"# {name}"}),))
            for name in names
        ],
    ) as running:
        for name in names:
            for path in _listings(name) if name.startswith("cold-") else _files(name):
                running.fault(path, Slow(delay_s=delay_s), times=1)
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.npm_url}\n")
        python_clients.configure(running)
        gem_clients.configure(running.gem_url)
        yield running


def _files(name: str) -> tuple[str, ...]:
    wheel = f"{name.replace('-', '_')}-1.0.0-py3-none-any.whl"
    return f"/npm/{name}/-/{name}-1.0.0.tgz", f"/packages/*/{wheel}", f"/rubygems/gems/{name}-1.0.0.gem"


def _listings(name: str) -> tuple[str, ...]:
    return f"/npm/{name}", f"/simple/{name}/", f"/rubygems/info/{name}"


def installed(
    running: RunningGate, folder: Path, rows: Iterable[Row], *, first: tuple[str, ...]
) -> dict[str, Ran]:
    """Install with several clients at the same time, each into an empty folder; the results are by package."""

    def one(row: Row, name: str) -> tuple[str, Ran]:
        own = Path(tempfile.mkdtemp(dir=folder))
        return name, row.install(running, own, name)

    with ThreadPoolExecutor(len(ROWS)) as pool:
        tasks = [pool.submit(one, row, f"{word}-{row.id}") for row in rows for word in first]
    return dict(task.result() for task in tasks)


def test_clients_that_give_up_early_install_what_takes_longer(tmp_path: Path) -> None:
    with slow_registry(LONGER_THAN_PIP_S), gate(tmp_path) as running, ThreadPoolExecutor(1) as pool:
        early = pool.submit(running.get, "/pypi/simple/cold-gem/", User_Agent="pip/26.0 {}")
        found = installed(running, tmp_path, IMPATIENT, first=("calm", "cold"))

    assert 503 == early.result().status
    assert "the version listing of cold-gem is still being fetched" in early.result().json["error"]
    assert {} == {name: ran.out for name, ran in found.items() if ran.code}


def test_a_503_shows_the_reason_and_the_next_try_succeeds(tmp_path: Path) -> None:
    with slow_registry(8), gate(tmp_path, "--wait", "3") as running:
        first = installed(running, tmp_path, HERE, first=("calm",))
        final = [row for row in HERE if not row.tries_again]
        second = installed(running, tmp_path, final, first=("calm",))

    assert {f"calm-{row.id}" for row in final} == {name for name, ran in first.items() if ran.code}, first
    assert {} == {name: ran.out for name, ran in second.items() if ran.code}
