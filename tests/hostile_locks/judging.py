"""What `pratique check` says of a changed project: in this process, with a home of its own."""

import contextlib
import io
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.cli import main
from tests.hostile_locks.world import World

SINCE = ("check", "--since", "HEAD", "--format", "text", "--jobs", "1")
AS_NEW = ("check", "--as", "new", "--format", "text", "--jobs", "1")

_OF_BYTES = frozenset({"alembic_version", "facts", "inspections"})
"""Tables whose rows say what bytes hold, by their digest."""


@dataclass(frozen=True)
class Answer:
    """An exit code, and what was printed."""

    code: int
    out: str


def judge(words: tuple[str, ...], folder: Path, home: Path, world: World) -> Answer:
    """Run the command in the folder, on a machine that is configured for the honest registries and remembers what is in the home."""
    out = io.StringIO()
    with _machine(folder, home, world), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(list(words))
    return Answer(code, out.getvalue())


def remember(judged: Path, memory: Path) -> None:
    """Copy what a home remembers of bytes; what it remembers of registries, releases and decisions is left out."""
    memory.mkdir(parents=True)
    database = memory / "pratique.sqlite3"
    shutil.copy(judged / "pratique/pratique.sqlite3", database)
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table not in _OF_BYTES:
                connection.execute(f'DELETE FROM "{table}"')


def recall(memory: Path, home: Path) -> None:
    """Begin a home with that memory."""
    shutil.copytree(memory, home / "pratique")


@contextlib.contextmanager
def _machine(folder: Path, home: Path, world: World) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    (home / ".npmrc").write_text(f"registry={world.good.npm_url}\n")
    (home / "pip.conf").write_text(f"[global]\nindex-url = {world.good.pypi_url}\n")
    (home / ".gemrc").write_text(f"---\n:sources:\n- {world.good.gem_url}\n")
    before, here = dict(os.environ), Path.cwd()
    kept = {name: value for name, value in before.items() if name in {"PATH", "LANG", "PYTHONPATH"}}
    os.environ.clear()
    os.environ.update(
        {
            **kept,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_CONFIG_DIRS": str(home / "xdg"),
            "XDG_DATA_HOME": str(home / "data"),
            "PRATIQUE_HOME": str(home / "pratique"),
            "PIP_CONFIG_FILE": str(home / "pip.conf"),
            "npm_config_globalconfig": str(home / "no-global"),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }
    )
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
