"""`pratique gate token`."""

import os
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.run.clock import now
from pratique.gate.access.authentication import Admission, Admitted
from pratique.store.folder.home import Home, data_home


def test_a_token_is_printed_once_listed_by_its_name_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["gate", "token", "list"])
    assert "all requests are accepted" in capsys.readouterr().err
    assert 0 == main(["gate", "token", "add", "ci-web"])
    made = capsys.readouterr()
    token = made.out.strip()
    path = Home(data_home(os.environ)).gate_tokens
    found = Admission(path).admit({"authorization": f"Bearer {token}"})
    assert 0 == main(["gate", "token", "list"])
    listed = capsys.readouterr().out

    assert Admitted("ci-web") == found
    assert "the token is not shown again; from now on, requests without a token are refused" in made.err
    assert token not in path.read_text()
    assert f"ci-web  {token[:17]}_...  created {now():%Y-%m-%d}" in listed
    assert 0 == main(["gate", "token", "remove", "ci-web"])
    assert (
        "it was the last token: all requests are refused until a token is created" in capsys.readouterr().err
    )
    assert Admission(path).required


def test_a_name_that_is_taken_or_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["gate", "token", "add", "ada"])
    assert 2 == main(["gate", "token", "add", "ada"])
    assert "a token named ada already exists" in capsys.readouterr().err
    assert 2 == main(["gate", "token", "remove", "bob"])
    assert 2 == main(["gate", "token", "add", "a b"])


def test_the_settings_name_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRATIQUE_GATE_TOKENS_FILE", str(tmp_path / "t.json"))

    assert 0 == main(["gate", "token", "add", "ada"])
    assert (tmp_path / "t.json").exists()
