"""The workflow that makes the snapshot every day, and the Action and the component that use it."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pratique.advisories.snapshot.signature import keyring
from pratique.core.advisory import Product
from tests.advisories.made import about
from tests.advisories.snapshot.samples import malicious
from tests.cli.auditing import with_index
from tests.cli.running import Machine
from tests.integrations.conftest import PullRequest
from tests.integrations.github_runner import Ran
from tests.publisher import publishing

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / ".github/workflows/snapshot.yml").read_text()
JOB: Any = yaml.safe_load(TEXT)["jobs"]["snapshot"]
STEPS: dict[str, Any] = {step["id"]: step for step in JOB["steps"] if "id" in step}


def run(step: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the script of a step, with this installation in place of the one that the workflow makes."""
    (folder / ".venv").mkdir(exist_ok=True)
    bin_ = folder / ".venv/bin"
    if not bin_.exists():
        bin_.symlink_to(ROOT / ".venv/bin")
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", STEPS[step]["run"]],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not (ROOT / ".venv/bin/pratique").exists(), reason="not installed in .venv")
def test_its_steps_make_sign_and_verify_one(machine: Machine, tmp_path: Path) -> None:
    with_index()
    key = tmp_path / "key.pem"
    public = machine.run("advisories", "snapshot", "--keygen", str(key)).out.strip()
    (key_id,) = keyring([public])

    signed = run("sign", tmp_path, SIGNING_KEY=key.read_text())
    verified = run("verify", tmp_path, PRATIQUE_SNAPSHOT_KEYS=public)
    stranger = run("verify", tmp_path)

    assert (signed.returncode, signed.stderr) == (0, "")
    assert verified.returncode == 0
    assert key_id in verified.stdout
    assert stranger.returncode == 3


def test_the_key_reaches_one_step_alone_and_values_come_through_variables() -> None:
    with_key = [step["id"] for step in JOB["steps"] if "SNAPSHOT_SIGNING_KEY" in str(step)]

    assert with_key == ["sign"]
    assert not any("${{" in step.get("run", "") for step in JOB["steps"])
    assert JOB["environment"] == "snapshot"


def test_actions_are_pinned_by_hash() -> None:
    used = re.findall(r"uses: (\S+)", TEXT)

    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)


CALM = malicious("MAL-2026-9", about(Product("npm", "calm"), versions=("1.1.0",)))


def test_the_action_stops_what_a_new_snapshot_names_and_passes_the_rest(pull: PullRequest) -> None:
    with publishing() as publisher:
        inputs = {"snapshot_url": publisher.url, "snapshot_keys": publisher.key}
        publisher.publish(publisher.made([CALM]))
        pull.changes("calm@1.1.0")
        stopped = demanding(pull, **inputs)
        publisher.publish(publisher.made([], serial=2))
        passed = demanding(pull, **inputs)
    blind = demanding(pull)

    assert (stopped.code, passed.code, blind.code) == (1, 0, 3), blind.log
    assert "MAL-2026-9" in stopped.log
    assert "advisories.snapshot_url" in blind.log


def demanding(pull: PullRequest, **inputs: str) -> Ran:
    """Run the steps on a runner whose state is empty and that demands fresh data, as a real one."""
    runner = pull.runner()
    runner.variables |= {
        "PRATIQUE_REQUIRE_ADVISORIES_IN_CI": "1",
        "PRATIQUE_HOME": str(runner.temp / "state"),
        "PRATIQUE_MIN_AGE": "0",
    }
    return runner.run("base", "judge", "verdict", **inputs)
