"""The workflow that builds, attests and publishes a release."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pratique import __version__
from tests.integrations.github_runner import ROOT

TEXT = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
WORKFLOW: Any = yaml.safe_load(TEXT)
JOBS: dict[str, Any] = WORKFLOW["jobs"]
STEPS: dict[str, Any] = {step["id"]: step for job in JOBS.values() for step in job["steps"] if "id" in step}
RIGHTS = {
    "build": {"contents": "read"},
    "attest": {"id-token": "write", "attestations": "write"},
    "pypi": {"id-token": "write"},
    "image": {"contents": "read", "packages": "write", "id-token": "write", "attestations": "write"},
    "release": {"contents": "write"},
}
"""The only job that runs code of the project and of its libraries, `build`, can write nothing."""
SET_UP = {
    "TAG": f"v{__version__}",
    "RELEASE_IMAGE": "registry.example/owner/pratique",
    "PYTHON_IMAGE": f"python:3.13-slim-trixie@sha256:{'0' * 64}",
}


def run(step: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", STEPS[step]["run"]],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the first steps read, as it is when a release is due."""
    (tmp_path / "src/pratique").mkdir(parents=True)
    (tmp_path / "src/pratique/__init__.py").write_text((ROOT / "src/pratique/__init__.py").read_text())
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## {__version__} (2026-12-24)\n")
    (tmp_path / "pyproject.toml").write_text('[project.urls]\nSource = "https://forge.example/pratique"\n')
    return tmp_path


def test_every_action_is_pinned_by_a_full_commit_with_its_version() -> None:
    used = re.findall(r"uses: (.+)", TEXT)

    assert used
    assert [] == [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)]
    assert len({one.partition("@")[0] for one in used}) == len(set(used))


def test_each_job_has_the_least_rights() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == RIGHTS


def test_nothing_is_published_before_it_is_attested() -> None:
    needs = {name: job.get("needs") for name, job in JOBS.items()}

    assert needs == {
        "build": None,
        "attest": "build",
        "pypi": "attest",
        "image": "attest",
        "release": ["pypi", "image"],
    }
    assert JOBS["build"]["if"] == "vars.RELEASES == 'on'"
    assert {name: job.get("environment") for name, job in JOBS.items() if "environment" in job} == {
        "pypi": "pypi",
        "image": "image",
    }


def test_a_job_that_signs_or_publishes_files_runs_no_code_of_the_tree() -> None:
    checkouts = {
        name for name, job in JOBS.items() if any("checkout" in s.get("uses", "") for s in job["steps"])
    }

    assert checkouts == {"build", "image"}
    assert not any("run" in step for name in ("attest", "pypi") for step in JOBS[name]["steps"])


def test_no_value_is_written_into_a_script_and_no_secret_is_kept() -> None:
    steps = [step for job in JOBS.values() for step in job["steps"]]

    assert not any("${{" in step.get("run", "") for step in steps)
    assert "secrets." not in TEXT
    assert all(
        step["with"]["persist-credentials"] is False for step in steps if "checkout" in step.get("uses", "")
    )


def test_a_tag_that_is_set_up_goes_on(tree: Path) -> None:
    done = run("ready", tree, **SET_UP)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"TAG": "v9.9.9"}, "the tag is not"),
        ({"RELEASE_IMAGE": ""}, "RELEASE_IMAGE is not set"),
        ({"PYTHON_IMAGE": "python:3.13-slim-trixie"}, "names no digest"),
        ({"PYTHON_IMAGE": ""}, "names no digest"),
    ],
)
def test_a_release_that_is_not_set_up_stops(tree: Path, changed: dict[str, str], why: str) -> None:
    done = run("ready", tree, **{**SET_UP, **changed})

    assert done.returncode == 1
    assert why in done.stdout


@pytest.mark.parametrize(
    ("file", "why"), [("CHANGELOG.md", "no section"), ("pyproject.toml", "[project.urls]")]
)
def test_a_tree_that_is_not_ready_stops(tree: Path, file: str, why: str) -> None:
    (tree / file).write_text("")

    done = run("ready", tree, **SET_UP)

    assert done.returncode == 1
    assert why in done.stdout


@pytest.mark.skipif(not (ROOT / ".venv/bin/pratique").exists(), reason="not installed in .venv")
def test_the_sbom_has_every_locked_library_and_the_sums_every_file(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "requirements").symlink_to(ROOT / "requirements")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/a.whl").write_text("a")
    locked = re.findall(r"(?m)^([\w.-]+)==(\S+)", (ROOT / "requirements/run.txt").read_text())

    written = run("sbom", tmp_path, PRATIQUE_HOME=str(tmp_path / "state"))
    summed = run("sums", tmp_path)

    assert (written.returncode, summed.returncode) == (0, 0), written.stderr
    bom = json.loads((tmp_path / "pratique.cdx.json").read_text())
    assert bom["bomFormat"] == "CycloneDX"
    assert {(one["name"], one["version"]) for one in bom["components"]} >= set(locked)
    assert [line.split()[1] for line in summed.stdout.splitlines()] == ["a.whl", "pratique.cdx.json"]
