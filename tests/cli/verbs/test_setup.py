"""`pratique setup`: point clients at a gate, and back."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.setup.clients import SETUPS, place_of

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


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
def test_the_real_npm_reads_it_so() -> None:
    main(["setup", "npm", "--gate", GATE])
    ran = subprocess.run(
        ["npm", "config", "get", "registry"], cwd=home(), check=True, text=True, capture_output=True
    )
    assert f"{GATE}/npm/" == ran.stdout.strip()
