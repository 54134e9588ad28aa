"""A GitHub runner as far as a composite action sees it.

Evaluates the few expressions that `action.yml` uses, gives each step its own files, runs it as the runner runs
`shell: bash`, and obeys the log as the runner does.
"""

import itertools
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run of the action ended."""

    code: int
    log: str
    summary: str
    outputs: Mapping[str, str]
    steps: tuple[str, ...]
    """The ids of the steps that ran."""

    @property
    def commands(self) -> list[str]:
        """What the runner obeyed."""
        return list(obeyed(self.log))


@dataclass(kw_only=True)
class Runner:
    """One job. `variables` come on top of those of this process, `known` are outputs of steps that are not run."""

    workspace: Path
    temp: Path
    event_name: str
    event: Mapping[str, Any]
    variables: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    """Such as `steps.install.outputs.python`."""
    token: str = "job-token"

    def run(self, *only: str, **inputs: str) -> Ran:
        """Run the action with these inputs (`_` for `-`); all of its steps, or these alone."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(ACTION["inputs"]), "no such input"
        context: dict[str, str] = {"github.token": self.token, **self.known}
        for name, about in ACTION["inputs"].items():
            context[f"inputs.{name}"] = given.get(name, self._evaluate(str(about["default"]), context))
        self.temp.mkdir(exist_ok=True)
        log, summary, ran, code = "", "", [], 0
        for step in ACTION["runs"]["steps"]:
            if only and step["id"] not in only:
                continue
            code, printed = self._step(step, context)
            log += printed
            ran.append(step["id"])
            summary += self._file("summary").read_text(encoding="utf-8")
            for name, value in read_outputs(self._file("output").read_text(encoding="utf-8")):
                context[f"steps.{step['id']}.outputs.{name}"] = value
            if code != 0:
                break
        outputs = {name: self._evaluate(about["value"], context) for name, about in ACTION["outputs"].items()}
        return Ran(code=code, log=log, summary=summary, outputs=outputs, steps=tuple(ran))

    def _step(self, step: Mapping[str, Any], context: Mapping[str, str]) -> tuple[int, str]:
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        for name in ("output", "summary"):
            self._file(name).write_text("")
        self._file("event").write_text(json.dumps(self.event))
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_EVENT_NAME": self.event_name,
                "GITHUB_EVENT_PATH": str(self._file("event")),
                "GITHUB_OUTPUT": str(self._file("output")),
                "GITHUB_REPOSITORY": "acme/app",
                "GITHUB_STEP_SUMMARY": str(self._file("summary")),
                "GITHUB_WORKSPACE": str(self.workspace),
                "RUNNER_TEMP": str(self.temp),
                # Most tests are about something else than data on malicious releases.
                "PRATIQUE_REQUIRE_ADVISORIES_IN_CI": "0",
                **self.variables,
                **{name: self._evaluate(text, context) for name, text in step.get("env", {}).items()},
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _file(self, name: str) -> Path:
        return self.temp / f"_{name}"

    @staticmethod
    def _evaluate(text: str, context: Mapping[str, str]) -> str:
        """Unknown names are empty, as for the runner; anything but a name is beyond this one."""
        found = _EXPRESSION.sub(lambda hit: context.get(_name(hit[1]), ""), text)
        assert "${{" not in found
        return found


def _name(expression: str) -> str:
    assert re.fullmatch(r"[\w.-]+", expression), f"{expression} is more than a name"
    return expression


def read_outputs(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of a GITHUB_OUTPUT file: `name=value`, or `name<<WORD`, lines, WORD."""
    lines = iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        name, marker, word = line.partition("<<")
        if marker and "=" not in name:
            yield name, "\n".join(itertools.takewhile(word.__ne__, lines))
        else:
            name, _, value = line.partition("=")
            yield name, value


def obeyed(log: str) -> Iterator[str]:
    """The commands that a runner obeys in a log, apart from the stopping of commands."""
    waits_for: str | None = None
    for line in log.splitlines():
        if waits_for is not None:
            waits_for = None if line.strip() == f"::{waits_for}::" else waits_for
            continue
        new = re.match(r"\s*::([\w-]+)[^:]*::(.*)", line)
        if new and new[1] == "stop-commands":
            waits_for = new[2]
        elif new or "##[" in line:
            yield line
