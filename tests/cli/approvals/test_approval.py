import pytest

from pratique.cli.approvals.approval import login_name, refuse_name, text_of, who_of
from pratique.errors import UsageError


def test_who_acts_is_the_name_that_is_given_or_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")

    assert ("bo", "ada") == (who_of(" bo "), who_of(None))
    with pytest.raises(UsageError):
        who_of("x" * 201)
    with pytest.raises(UsageError):
        text_of(" \n", "--reason", 10)


def test_the_login_is_that_of_the_system_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = login_name()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")

    assert before == login_name() != "mallory"


def test_a_name_beside_a_gate_is_refused() -> None:
    refuse_name(None)
    with pytest.raises(UsageError, match="--by cannot be combined with --gate"):
        refuse_name("ada")
