"""Reads the clone that a workflow checked out, and fetches commits into it."""

import os
import subprocess  # noqa: TID251 - git is asked, as `pratique check --since` does
from dataclasses import dataclass, field

_TIMEOUT_S = 300.0
_REMOTE = "origin"
# A change may bring along a folder that git takes for a repository, with a configuration that names programs.
_ALONE = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit"),
)


@dataclass(slots=True)
class Clone:
    """The git repository that contains a folder. `said` is the last error message of git."""

    folder: str
    said: str = field(default="", init=False)

    def head(self) -> str:
        """Return the checked-out commit; "" if there is none."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""

    def parents(self) -> list[str]:
        """Return the parents of HEAD, including those that a shallow clone lacks."""
        text = self._ask("cat-file", "commit", "HEAD") or ""
        head = text.partition("\n\n")[0]
        return [line.removeprefix("parent ") for line in head.split("\n") if line.startswith("parent ")]

    def bring(self, name: str) -> str | None:
        """Return the full id of the commit with a name or id, after fetching it if needed; None if this fails."""
        found = self._commit(name)
        if found is not None:
            return found
        wanted = name.removeprefix(f"{_REMOTE}/")
        # git would take the first for an option and the others for more than a name.
        if wanted.startswith(("-", "+", "^")) or ":" in wanted or not wanted.isprintable() or " " in wanted:
            self.said = "not the name of a branch, tag or commit"
            return None
        shallow = self._ask("rev-parse", "--is-shallow-repository") == "true"
        depth = ["--depth=1"] if shallow else []
        options = ("--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
        if self._ask("fetch", *options, *depth, _REMOTE, f"{wanted}:refs/pratique/since", "--force") is None:
            return None
        return self._commit("refs/pratique/since")

    def _commit(self, name: str) -> str | None:
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or None

    def _ask(self, *arguments: str) -> str | None:
        """Return the output of git without the line end; None if git fails."""
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 - a list of words, no shell
                ["git", *_ALONE, "-C", self.folder, *arguments],  # noqa: S607 - the git of the runner
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT_S,
                env=environment,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            self.said = f"git: {type(error).__name__}"
            return None
        if done.returncode != 0:
            self.said = done.stderr.decode("utf-8", "replace").strip()[-500:] or "git says nothing"
            return None
        return done.stdout.decode("utf-8", "replace").rstrip("\n")
