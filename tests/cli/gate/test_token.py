"""`pratique gate token`."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.run.clock import now
from pratique.gate.access.authentication import Admission, Admitted
from pratique.gate.access.token_file import read_token_file
from pratique.gate.access.tokens import Role
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store


def test_a_token_is_printed_once_listed_by_its_name_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["gate", "token", "list"])
    assert "all requests are accepted" in capsys.readouterr().err
    assert 0 == main(["gate", "token", "add", "ci-web"])
    made = capsys.readouterr()
    token = made.out.strip()
    path = Home(data_home(os.environ)).gate_tokens
    found = Admission(path, now=now).admit({"authorization": f"Bearer {token}"})
    assert 0 == main(["gate", "token", "list"])
    listed = capsys.readouterr().out

    assert Admitted("ci-web") == found
    assert "the token is not shown again; from now on, requests without a token are refused" in made.err
    assert token not in path.read_text()
    assert f"ci-web  {token[:17]}_...  developer  created {now():%Y-%m-%d}" in listed
    assert 0 == main(["gate", "token", "remove", "ci-web"])
    assert (
        "it was the last token: all requests are refused until you create a token or"
        in capsys.readouterr().err
    )
    assert Admission(path, now=now).required


def test_an_operators_token_has_an_end_and_a_role_and_an_owner_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["gate", "token", "add", "ada", "--role", "operator", "--owner", "Ada \u00c4 "])
    made = capsys.readouterr().err
    assert 0 == main(["gate", "token", "add", "ci", "--expires", "1s"])
    capsys.readouterr()
    time.sleep(1.1)
    assert 0 == main(["gate", "token", "list"])
    ada, ci = capsys.readouterr().out.splitlines()
    tokens = read_token_file(Home(data_home(os.environ)).gate_tokens)

    assert f"created a token for ada (operator, valid until {now() + timedelta(days=90):%Y-%m-%d}" in made
    assert "  operator  owner Ada \u00c4  created " in ada
    assert f"  expires {now() + timedelta(days=90):%Y-%m-%d}" in ada
    assert "  developer  created " in ci
    assert "  expired " in ci
    assert tokens is not None
    assert [Role.OPERATOR, Role.DEVELOPER] == [one.role for one in tokens.by_id.values()]
    assert 2 == main(["gate", "token", "add", "bo", "--expires", "2020-01-01"])
    assert 2 == main(["gate", "token", "add", "bo", "--owner", "a\nb"])


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


def test_disable_removes_all_tokens_but_not_those_of_a_file_in_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Home(data_home(os.environ)).gate_tokens
    assert 0 == main(["gate", "token", "add", "ada"])
    assert 0 == main(["gate", "token", "disable"])
    assert (
        "removed all tokens; the gate accepts all clients after SIGHUP or a restart"
        in capsys.readouterr().err
    )
    assert not path.exists()
    assert 0 == main(["gate", "token", "disable"])
    monkeypatch.setenv("PRATIQUE_GATE_TOKENS_FILE", str(tmp_path / "t.json"))
    assert 0 == main(["gate", "token", "add", "ada"])
    assert 2 == main(["gate", "token", "disable"])
    assert "a gate with this setting requires tokens" in capsys.readouterr().err
    assert (tmp_path / "t.json").exists()


def test_a_lost_file_is_listed_as_one_that_refuses_all_requests(capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(Home(data_home(os.environ))) as store:
        store.token_requirement.put()

    assert 0 == main(["gate", "token", "list"])
    assert "all requests are refused" in capsys.readouterr().err
