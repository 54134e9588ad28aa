"""What a newcomer types first, wrong: each answer names the next step, and a usage error ends with 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.cli.spawning import run

WAIVER = """[[waivers]]
rule = "{rule}"
package = "npm:calm"
reason = "read"
owner = "me"
expires = 2099-01-01
"""


@pytest.mark.parametrize(
    ("line", "code", "next_step"),
    [
        ("", 2, "Commands:"),
        ("check pakage-lock.json", 2, "did you mean package-lock.json?"),
        ("check calm", 2, "`pratique inspect calm` checks a package"),
        ("audit calm", 2, "`pratique inspect calm` checks a package"),
        ("steward calm", 2, "`pratique inspect calm` checks a package"),
        ("check --since main --adopt", 2, "use only one of these options"),
        ("check --fail-on blok", 2, "did you mean block?"),
        ("check --platform linux-x8664", 2, "did you mean linux-x86_64?"),
        ("check --jobs many", 2, "pratique help settings"),
        ("audit --fail-on hihg", 2, "did you mean high?"),
        ("inspect", 2, "Missing argument 'TARGET...'"),
        ("inspect clam", 3, "hint:"),
        ("inspect calm@2", 3, "newest: 1.1.0"),
        ("inspect sample==99.0", 3, "newest: 1.1.0"),
        ("inspect pip:sample", 2, "the prefixes are npm:, pypi: and gem:"),
        ("inspect https://registry.example/calm.tgz", 2, "write name, name@version"),
        ("inspect ./", 2, "run `pratique check ./` for a project"),
        ("diff calm@1.0.0 calm@7.0.0", 3, "newest: 1.1.0"),
        ("diff", 2, "Missing argument 'A'"),
        ("history", 2, "`history` needs the NAME of a package"),
        ("history calm sample", 2, "`history` accepts one NAME, but 2 were given"),
        ("provenance ./calm.tgz", 2, "pass the attestations with --bundle"),
        ("source calm", 3, "not checked: neither the artifact nor its registry lists a git repository"),
        ("doctor", 3, "do: `pratique doctor --gate URL`"),
        ("setup npm", 2, "specify --gate URL or --undo"),
        ("log --since yesterday", 2, "write 2026-11-26"),
        ("config shwo", 2, "Did you mean 'show'?"),
        ("advisories sync osf", 2, "did you mean osv?"),
        ("explain cooldwon", 2, "did you mean cooldown?"),
        ("help gatee", 2, "did you mean gate?"),
        ("approve", 2, "Missing argument 'TARGET...'"),
        ("deny calm --reason x", 2, "specify a release"),
        ("scan", 2, "Did you mean 'check'?"),
    ],
)
def test_each_answer_leads_on(machine: Machine, line: str, code: int, next_step: str) -> None:
    machine.lock("calm@1.0.1")
    ran = machine.run(*line.split())
    assert code == ran.code, ran
    assert next_step in " ".join((ran.out + ran.err).split())
    assert "Traceback" not in ran.err


def test_a_folder_without_a_project_says_where_to_run_it(machine: Machine) -> None:
    ran = machine.run("check")
    assert 3 == ran.code
    assert "hint: run the command in the folder of a project with a lockfile" in ran.err


def test_a_waiver_of_an_unknown_rule_is_named_with_the_one_that_was_meant(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.lock("calm@1.0.1")
    monkeypatch.setenv("PRATIQUE_CONFIG", str(machine.folder.parent / "own.toml"))
    machine.write("../own.toml", WAIVER.format(rule="new-instal-hook"))
    ran = machine.run("check")
    assert "ignored waivers new-instal-hook" in ran.err
    assert "did you mean new-install-hook?" in ran.err
    for rule in ("new-install-hook", "too-young"):
        machine.write("../own.toml", WAIVER.format(rule=rule))
        assert "ignored waivers" not in machine.run("check").err


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pratique", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("Usage: pratique ")


def test_a_reader_that_has_gone_is_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m pratique explain | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "" == done.stderr
    assert done.returncode in {0, 3}


def test_usage_errors_of_a_process_end_with_2(tmp_path: Path) -> None:
    assert 2 == run("chek", folder=tmp_path)[0]
