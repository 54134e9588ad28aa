"""Real git repositories for tests."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

WHO = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@mail.example",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@mail.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@dataclass(frozen=True)
class Git:
    """The repository in a folder."""

    folder: Path

    def __call__(self, *arguments: str, at: str = "2026-01-01T00:00:00Z") -> str:
        """Run git, and give what it prints."""
        dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        done = subprocess.run(
            ("git", *arguments),
            cwd=self.folder,
            env={**os.environ, **WHO, **dates},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, *, at: str = "2026-01-01T00:00:00Z") -> str:
        """Commit all that is in the folder, and give the commit's id."""
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message", "a change", at=at)
        return self("rev-parse", "HEAD")


def repository(folder: Path, *options: str) -> Git:
    """Start a repository in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder)
    git("init", "--quiet", "--initial-branch=main", *options)
    return git
