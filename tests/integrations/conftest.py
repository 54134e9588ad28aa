"""A registry, a project in git with a change, and the runner that judges it."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Machine, plain
from tests.integrations.forge import ForgeApi, forge_api
from tests.integrations.github_runner import Ran, Runner
from tests.integrations.repository import Project
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

PRATIQUE = Path(sys.executable).with_name("pratique")
INSTALLED = {
    "steps.install.outputs.python": sys.executable,
    "steps.install.outputs.executable": str(PRATIQUE),
}
"""What the step that installs gives, where it is not run."""

_HOOK = NpmRelease(version="2.0.0", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"})
_CALM = plain("calm", "1.0.0", "1.1.0")
_HOOKED = NpmPackage(name="hooked", releases=(*plain("hooked", "1.0.0").releases, _HOOK))


@pytest.fixture
def machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """`calm` may be upgraded; `hooked@2.0.0` brings an install hook, which stops it."""
    # A second worker would take longer to start than these packages take to be read.
    monkeypatch.setenv("PRATIQUE_JOBS", "1")
    with LoopbackRegistry(npm=[_CALM, _HOOKED]) as registry:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        yield Machine(tmp_path / "written", registry, capsys)


@pytest.fixture
def api() -> Iterator[ForgeApi]:
    with forge_api() as found:
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.made(tmp_path / "project")


def lock(machine: Machine, *names: str) -> str:
    """The text of a package-lock with these `name@version`."""
    return machine.lock(*names).read_text()


def event_of(base: str, head: str, *, head_repository: str = "acme/app") -> dict[str, Any]:
    """What GitHub tells of a pull request to `acme/app`."""
    return {
        "action": "synchronize",
        "number": 1,
        "pull_request": {
            "number": 1,
            "base": {"sha": base, "ref": "main", "repo": {"full_name": "acme/app"}},
            "head": {"sha": head, "ref": "change", "repo": {"full_name": head_repository}},
        },
        "repository": {"default_branch": "main", "full_name": "acme/app"},
    }


@dataclass(kw_only=True)
class PullRequest:
    """A pull request at GitHub, checked out as actions/checkout does: one commit deep, the merge that GitHub made."""

    machine: Machine
    project: Project
    api: ForgeApi
    folder: Path
    base: str = ""
    head: str = ""
    files: dict[str, str] = field(default_factory=dict)
    _runs: int = 0

    def changes(self, *names: str, before: tuple[str, ...] = ("calm@1.0.0", "hooked@1.0.0")) -> None:
        """Make it a change from one lock to another."""
        self.opens(
            {"package-lock.json": lock(self.machine, *before)},
            {"package-lock.json": lock(self.machine, *names), **self.files},
        )

    def opens(self, before: dict[str, str], after: dict[str, str]) -> None:
        """Make it a change that writes the files `after` where the base has those of `before`."""
        self.base = self.project.commit(before)
        self.project.branch("change", self.base)
        self.head = self.project.commit(after)
        self.project.push("main", "change")

    def again(self, files: dict[str, str]) -> None:
        """Push another commit to it."""
        self.project.branch(f"change-{self._runs}", self.head)
        self.head = self.project.commit(files)
        self.project.push(f"{self.head}:refs/heads/change")

    @property
    def event(self) -> dict[str, Any]:
        return event_of(self.base, self.head)

    def runner(self, *, depth: int | None = 1, event: dict[str, Any] | None = None) -> Runner:
        """A runner with the merge checked out."""
        self._runs += 1
        merge = self.project.merge(self.base, self.head)
        self.project.push(f"{merge}:refs/pull/1/merge")
        workspace = self.project.checkout(self.folder / f"workspace-{self._runs}", merge, depth=depth)
        return Runner(
            workspace=workspace,
            temp=self.folder / f"temp-{self._runs}",
            event_name="pull_request",
            event=self.event if event is None else event,
            variables={
                "GITHUB_API_URL": self.api.url,
                "GITHUB_SHA": merge,
                "GITHUB_REF": "refs/pull/1/merge",
            },
            known=INSTALLED,
        )

    def run(self, **inputs: str) -> Ran:
        """Run the action on it with the pratique of this environment, from the first step to the last."""
        return self.runner().run(executable=str(PRATIQUE), **inputs)

    def reviewed(self, **inputs: str) -> Ran:
        """The same with what is installed already."""
        return self.runner().run("base", "judge", "comment", "verdict", **inputs)

    def judged(self, **inputs: str) -> Ran:
        """The same without a comment."""
        return self.runner().run("base", "judge", "verdict", **inputs)


@pytest.fixture
def pull(machine: Machine, project: Project, api: ForgeApi, tmp_path: Path) -> PullRequest:
    folder = tmp_path / "runner"
    folder.mkdir()
    return PullRequest(machine=machine, project=project, api=api, folder=folder)
