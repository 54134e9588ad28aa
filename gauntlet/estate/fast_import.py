"""A git repository written with `git fast-import`."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

_ENV = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_TERMINAL_PROMPT": "0"}


def git(folder: Path, *words: str) -> str:
    """Run git without anybody's configuration, and return what it prints."""
    done = subprocess.run(
        ("git", *words), cwd=folder, env={**os.environ, **_ENV}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Importer:
    """A running `git fast-import`; a context manager. `ids` has the commit ids by mark after its end."""

    def __init__(self, folder: Path, *, bare: bool) -> None:
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []))
        self.folder = folder
        self.ids: dict[int, str] = {}
        self.finished: list[str] = []
        """Branches that are deleted at the end, as merged ones are."""
        self._bare, self._mark = bare, 0
        self._marks = folder / "marks"

    def __enter__(self) -> Self:
        words = ("git", "fast-import", "--quiet", f"--export-marks={self._marks}", "--big-file-threshold=64m")
        self._process = subprocess.Popen(
            words,
            cwd=self.folder,
            env={**os.environ, **_ENV},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.wait() and error is None:
            message = f"git fast-import failed in {self.folder}"
            raise RuntimeError(message)
        for line in self._marks.read_text(encoding="ascii").splitlines():
            mark, _, commit = line[1:].partition(" ")
            self.ids[int(mark)] = commit
        self._marks.unlink()
        for ref in self.finished:
            git(self.folder, "update-ref", "-d", ref)
        if not self._bare and error is None:
            git(self.folder, "reset", "--quiet", "--hard", "main")

    def commit(
        self,
        ref: str,
        at: datetime,
        author: str,
        subject: str,
        files: Mapping[str, bytes | None],
        parents: Sequence[int] = (),
    ) -> int:
        """Write a commit and return its mark. `parents[0]` is the commit that it changes; None deletes a file."""
        assert self._process.stdin is not None
        self._mark += 1
        who = f"{author} <{author.replace(' ', '.').lower()}@mail.example> {int(at.timestamp())} +0000"
        message = subject.encode()
        lines = [
            f"commit {ref}",
            f"mark :{self._mark}",
            f"author {who}",
            f"committer {who}",
            f"data {len(message)}",
        ]
        write = self._process.stdin.write
        write("\n".join(lines).encode() + b"\n" + message + b"\n")
        for number, parent in enumerate(parents):
            write(b"%s :%d\n" % (b"merge" if number else b"from", parent))
        for path, data in files.items():
            if data is None:
                write(f"D {path}\n".encode())
            else:
                write(f"M 100644 inline {path}\ndata {len(data)}\n".encode())
                write(data)
                write(b"\n")
        write(b"\n")
        return self._mark

    def point(self, ref: str, mark: int) -> None:
        """Set a branch or a tag."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"reset {ref}\nfrom :{mark}\n\n".encode())
