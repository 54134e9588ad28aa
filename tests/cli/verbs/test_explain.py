"""`pratique explain`."""

import pytest

from pratique.analysis.rules import RULES
from pratique.cli import main
from pratique.core.reason import ReasonCode
from pratique.errors import Reference
from pratique.history import EVERY


@pytest.mark.parametrize(
    "word",
    [
        *(rule.id for rule in RULES),
        *(one.id for one in EVERY),
        *ReasonCode,
        *Reference,
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "130",
    ],
)
def test_every_rule_reason_error_and_exit_code_is_explained(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["explain", word])
    assert len(capsys.readouterr().out) > 30


def test_a_misspelt_word_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["explain", "new-instal-hook"])
    assert "did you mean new-install-hook?" in capsys.readouterr().err


def test_without_a_word_everything_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain"])
    shown = capsys.readouterr().out
    assert all(rule.id in shown for rule in (*RULES, *EVERY))


def test_a_digit_that_no_exit_code_has_is_a_word_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["explain", "\u00b2"])
