"""`pratique setup`: point clients at a gate, and back."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.setup.clients import SETUPS, place_of
from tests.loopback.issuer import LoopbackIssuer

GATE = "http://127.0.0.1:4873"
NAMES = [setup.name for setup in SETUPS]


def home(*names: str) -> Path:
    return Path(os.environ["HOME"]).joinpath(*names)


def test_what_changed_is_printed_and_undo_restores_every_byte(capsys: pytest.CaptureFixture[str]) -> None:
    before = (
        b"# mine\r\nregistry=https://registry.example/\r\n//registry.example/:_authToken=secret\r\nlast=1"
    )
    home(".npmrc").write_bytes(before)
    assert 0 == main(["setup", "npm", "--gate", GATE, "--token", "prtq_1_hidden"])
    told = capsys.readouterr().out
    assert 0 == main(["setup", "npm", "--gate", "http://127.0.0.1:99"])
    assert 0 == main(["setup", "--undo", "npm"])

    assert f"npm: changed {home('.npmrc')}" in told
    assert "-registry=https://registry.example/" in told
    assert f"+registry={GATE}/npm/" in told
    assert "+//127.0.0.1:4873/npm/:_authToken=***" in told
    assert "hidden" not in told
    assert "secret" not in told
    assert "undo with: pratique setup --undo npm" in told
    assert before == home(".npmrc").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_undo_removes_a_file_that_was_not_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(place_of(setup, os.environ) for setup in SETUPS if setup.name == name)
    assert 0 == main(["setup", name, "--gate", GATE])
    assert path.exists()
    assert 0 == main(["setup", name, "--gate", GATE])
    assert "is already configured" in capsys.readouterr().out
    assert 0 == main(["setup", "--undo", name])
    assert not path.exists()
    assert 0 == main(["setup", "--undo", name])
    assert "`setup` made no change to undo" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
@pytest.mark.parametrize("before", [b"fund=false\n", None], ids=["a file", "a link that leads nowhere yet"])
def test_a_link_to_a_file_kept_elsewhere_stays_one(before: bytes | None) -> None:
    real = home("dotfiles", "npmrc")
    real.parent.mkdir()
    if before is not None:
        real.write_bytes(before)
    home(".npmrc").symlink_to(Path("dotfiles") / "npmrc")

    assert 0 == main(["setup", "npm", "--gate", GATE])
    assert f"registry={GATE}/npm/" in real.read_text()
    assert home(".npmrc").is_symlink()
    assert 0 == main(["setup", "--undo", "npm"])
    assert home(".npmrc").is_symlink()
    assert before == (real.read_bytes() if real.exists() else None)


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_what_its_owner_added_behind_a_link_stays() -> None:
    real = home("dotfiles", "npmrc")
    real.parent.mkdir()
    real.write_text("registry=https://registry.example/\n")
    home(".npmrc").symlink_to(real)
    main(["setup", "npm", "--gate", GATE])
    real.write_text(real.read_text() + "fund=false\n")

    assert 0 == main(["setup", "--undo", "npm"])
    assert home(".npmrc").is_symlink()
    assert "registry=https://registry.example/\nfund=false\n" == real.read_text()


def test_what_its_owner_added_since_stays_and_what_he_changed_is_left_to_him(
    capsys: pytest.CaptureFixture[str],
) -> None:
    home(".npmrc").write_text("registry=https://registry.example/\n")
    main(["setup", "npm", "--gate", GATE])
    home(".npmrc").write_text(home(".npmrc").read_text() + "fund=false\n")
    assert 0 == main(["setup", "--undo", "npm"])
    assert "registry=https://registry.example/\nfund=false\n" == home(".npmrc").read_text()

    main(["setup", "npm", "--gate", GATE])
    home(".npmrc").write_text("registry=https://other.example/\n")
    assert 3 == main(["setup", "--undo", "npm"])
    assert "was edited after `setup` and is not changed" in capsys.readouterr().err
    assert "registry=https://other.example/\n" == home(".npmrc").read_text()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a=1\n")
    home(".npmrc").symlink_to(tmp_path / "kept")
    main(["setup", "npm", "--gate", GATE])

    assert home(".npmrc").is_symlink()
    assert f"a=1\nregistry={GATE}/npm/\n" == (tmp_path / "kept").read_text()


@pytest.mark.parametrize(
    "words", [["npm"], ["npm", "--gate", GATE, "--undo"], ["cargo", "--gate", GATE], ["--undo"]]
)
def test_what_is_not_asked_for_is_told(words: list[str]) -> None:
    assert 2 == main(["setup", *words])


JOB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_WORKFLOW": "ci",
    "GITHUB_RUN_ID": "4711",
    "GITHUB_JOB": "test",
}


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "ACTIONS_ID_TOKEN_REQUEST_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in JOB.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("job")
def test_a_ci_job_is_named_to_the_gate_and_no_secret_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["setup", *NAMES, "--ci", "--gate", GATE, "--token", "prtq_1_hidden"]
    assert 0 == main(words)
    told = capsys.readouterr().out

    assert "CI job: repository acme/shop, workflow ci, run 4711, job test (claimed)\n" in told
    assert "is ci~~github~~acme~2Fshop~~ci~~4711~~test\n" in told
    assert "hidden" not in told
    assert base64.b64encode(b"prtq_1_hidden").decode()[:-4] not in told
    assert "_auth=***" in told
    assert "npmAuthIdent: ***" in told
    assert "ci~~github~~acme~2Fshop~~ci~~4711~~test:prtq_1_hidden@" in home(".gemrc").read_text()


@pytest.mark.usefixtures("job")
def test_a_job_with_an_id_token_gets_a_token_that_the_runner_hides(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = {"repository": "acme/shop", "workflow": "ci", "run": "4711", "job": "815"}
    answer = {"token": "prtqci_a.b", "expires_at": "2026-12-01T12:00:00+00:00", "ci_claim": claim}
    with LoopbackIssuer() as gate:
        gate.answers["/-/pratique/token"] = (200, json.dumps(answer).encode())
        for name, value in gate.variables.items():
            monkeypatch.setenv(name, value)
        assert 0 == main(["setup", "npm", "--ci", "--gate", gate.url])
    told = capsys.readouterr().out

    assert told.startswith("::add-mask::prtqci_a.b\n")
    assert "workflow ci, run 4711, job 815 (proven by OIDC until 2026-12-01T12:00:00+00:00)" in told
    assert 1 == told.count("prtqci_a.b")
    assert ":_authToken=prtqci_a.b\n" in home(".npmrc").read_text()


@pytest.mark.usefixtures("job")
def test_a_job_that_cannot_be_proven_is_claimed_and_a_refused_one_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ID_TOKEN_OF_GATE", "text")
    words = ["setup", "npm", "--ci", "--id-token-variable", "ID_TOKEN_OF_GATE", "--gate"]
    with LoopbackIssuer() as gate:
        gate.answers["/-/pratique/token"] = (404, b"{}")
        assert 0 == main([*words, gate.url])
        assert "this gate accepts no ID tokens, so the CI job is not proven" in capsys.readouterr().out
        gate.answers["/-/pratique/token"] = (403, b'{"error": "foreign"}')
        assert 3 == main([*words, gate.url])
        assert "the gate gave no token for this CI job (403): foreign" in capsys.readouterr().err
    assert 0 == main([*words, "http://gate.invalid"])
    assert "the ID token is not sent to the gate" in capsys.readouterr().out


def test_an_unknown_ci_system_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "BITBUCKET_BUILD_NUMBER", "JENKINS_URL"):
        monkeypatch.delenv(name, raising=False)
    assert 2 == main(["setup", "npm", "--ci", "--gate", GATE])
    assert 2 == main(["setup", "npm", "--ci", "--undo"])
    assert not home(".npmrc").exists()


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
def test_the_real_npm_reads_it_so() -> None:
    main(["setup", "npm", "--gate", GATE])
    ran = subprocess.run(
        ["npm", "config", "get", "registry"], cwd=home(), check=True, text=True, capture_output=True
    )
    assert f"{GATE}/npm/" == ran.stdout.strip()
