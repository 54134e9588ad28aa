"""A project in git with a change under review, and the shallow clone of it that a runner makes."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@mail.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@mail.example",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "file",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git there; what it prints, without the last line's end."""
    done = subprocess.run(
        ["git", "-C", str(folder), "-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false", *arguments],
        env={**os.environ, **_IDENTITY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout.rstrip("\n")


@dataclass(frozen=True, kw_only=True)
class Project:
    """A repository with its home (`origin`, bare) and a work tree to commit from."""

    origin: Path
    tree: Path

    @classmethod
    def made(cls, folder: Path) -> "Project":
        origin, tree = folder / "origin.git", folder / "tree"
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "--bare", str(origin))
        # As the forges do: any commit that is there may be asked for.
        _configure(origin, "[uploadpack]\n\tallowAnySHA1InWant = true\n")
        _cloned(origin, tree)
        return cls(origin=origin, tree=tree)

    def commit(self, files: dict[str, str], *, message: str = "x") -> str:
        """Write files, commit all there is; the full id."""
        for path, text in files.items():
            (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
            (self.tree / path).write_text(text)
        git(self.tree, "add", "-A")
        git(self.tree, "commit", "-q", "--allow-empty", "-m", message)
        return git(self.tree, "rev-parse", "HEAD")

    def branch(self, name: str, start: str) -> None:
        """Go to a new branch from a commit."""
        git(self.tree, "switch", "-q", "-c", name, start)

    def push(self, *refs: str) -> None:
        """Bring branches to the origin; `COMMIT:REF` works too."""
        git(self.tree, "push", "-q", "--force", "origin", *refs)

    def merge(self, base: str, head: str) -> str:
        """The merge that a forge makes to try a change: its first parent is the base."""
        git(self.tree, "switch", "-q", "--detach", base)
        git(self.tree, "merge", "-q", "--no-ff", "-m", "merge", head)
        return git(self.tree, "rev-parse", "HEAD")

    def checkout(self, folder: Path, commit: str, *, depth: int | None = 1) -> Path:
        """Fetch one commit into an empty repository and check it out, as runners do."""
        _cloned(self.origin, folder)
        deep = [f"--depth={depth}"] if depth else []
        git(folder, "fetch", "-q", "--no-tags", *deep, "origin", f"+{commit}:refs/remotes/pull/1/merge")
        git(folder, "checkout", "-q", "--force", "refs/remotes/pull/1/merge")
        return folder


def _cloned(origin: Path, folder: Path) -> None:
    """An empty repository that fetches from `origin`."""
    git(folder.parent, "init", "-q", str(folder))
    fetch = "+refs/heads/*:refs/remotes/origin/*"
    _configure(folder / ".git", f'[remote "origin"]\n\turl = {origin.as_uri()}\n\tfetch = {fetch}\n')


def _configure(repository: Path, text: str) -> None:
    """Add to the configuration of a repository; a process of git for each line of it would be slower."""
    with (repository / "config").open("a") as file:
        file.write(text)
