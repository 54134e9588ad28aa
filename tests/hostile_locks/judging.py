"""What `pratique check` says of a changed project: in this process, with a home of its own."""

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.cli import main
from tests.hostile_locks.world import World

SINCE = ("check", "--since", "HEAD", "--format", "text", "--jobs", "1")
AS_NEW = ("check", "--as", "new", "--format", "text", "--jobs", "1")


@dataclass(frozen=True)
class Answer:
    """An exit code, and what was printed."""

    code: int
    out: str


def judge(words: tuple[str, ...], folder: Path, home: Path, world: World) -> Answer:
    """Run the command in the folder, on a machine that is configured for the honest registries and remembers nothing."""
    out = io.StringIO()
    with _machine(folder, home, world), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(list(words))
    return Answer(code, out.getvalue())


@contextlib.contextmanager
def _machine(folder: Path, home: Path, world: World) -> Iterator[None]:
    home.mkdir(parents=True)
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
