"""A gate as a process of its own, and the real npm that is pointed at it."""

import json
import os
import re
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib import request
from urllib.error import HTTPError

from tests.cli import spawning

TIMEOUT_S = 120


@dataclass(frozen=True)
class Got:
    """An answer of the gate."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Ran:
    """How npm ended."""

    code: int
    out: str


@dataclass
class RunningGate:
    """A gate that listens."""

    url: str
    process: "subprocess.Popen[str]"
    folder: Path
    tls: ssl.SSLContext | None = None
    """What the certificate of the gate is verified with."""

    def get(self, path: str, *, method: str = "GET", data: bytes | None = None, **headers: str) -> Got:
        """Ask for a path as it is written; words of headers are joined by `_`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = request.Request(f"{self.url}{path}", data=data, headers=named, method=method)
        try:
            with request.urlopen(asked, timeout=TIMEOUT_S, context=self.tls) as answer:
                return Got(answer.status, answer.reason, _lower(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Got(error.code, error.reason, _lower(error.headers), error.read())

    def npm(self, *words: str, project: Path, **config: str) -> Ran:
        """Run npm in a project with a cache of its own; `config` are settings of npm."""
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(project),
            "npm_config_registry": f"{self.url}/npm/",
            "npm_config_cache": str(project / ".cache"),
            "npm_config_userconfig": str(project / ".no-npmrc"),
            "npm_config_globalconfig": str(project / ".no-global"),
            "npm_config_fetch_retries": "0",
            "npm_config_fund": "false",
            "npm_config_update_notifier": "false",
            "npm_config_ignore_scripts": "true",
            **{f"npm_config_{name}": value for name, value in config.items()},
        }
        done = subprocess.run(
            ["npm", *words, "--no-progress"],
            cwd=project,
            env=env,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        return Ran(done.returncode, done.stdout)

    def log(self, *words: str) -> list[Any]:
        """The decisions, as `pratique log --format jsonl` tells them."""
        code, out, err = spawning.run("log", "--format", "jsonl", *words, folder=self.folder)
        # Without a decision standard error says what was searched.
        assert (0, not out) == (code, "Searched: " in err or "no decisions" in err), err
        return [json.loads(line) for line in out.splitlines()]


def _lower(headers: Any) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def gate(folder: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> Iterator[RunningGate]:
    """Start a gate on a free port; it is ended as its owner would end it."""
    words = ("gate", "serve", "--listen", "127.0.0.1:0", *arguments)
    with spawning.started(*words, folder=folder, variables=variables) as process:
        assert process.stderr is not None
        told = []
        for line in process.stderr:
            told.append(line)
            if found := re.search(r"listening on (https?://127\.0\.0\.1:[0-9]+)", line):
                yield RunningGate(found[1], process, folder)
                return
        raise AssertionError("the gate did not start: " + "".join(told))


def project(folder: Path, name: str, **dependencies: str) -> Path:
    """A project of npm that asks for some packages; `_` in a name stands for `-`."""
    made = folder / name
    made.mkdir()
    document = {"name": "app", "version": "1.0.0", "dependencies": dependencies}
    (made / "package.json").write_text(json.dumps(document))
    return made


def installed(project: Path, name: str) -> str:
    """The version of a package in a project."""
    return str(json.loads((project / "node_modules" / name / "package.json").read_text())["version"])
