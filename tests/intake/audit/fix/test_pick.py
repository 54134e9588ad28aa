"""Which release a client takes."""

import pytest

from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.market import Offer
from pratique.intake.audit.fix.pick import pick
from pratique.intake.audit.fix.ranges import Grammar
from tests.intake.audit.fix.world import offers


def ask(text: str | None, grammar: Grammar = Grammar.NPM) -> Ask:
    return Ask(name="a", range=text, grammar=grammar)


def taken(*args: object, **more: object) -> str | None:
    found = pick(*args, **more)  # type: ignore[arg-type]
    return found.version if found else None


@pytest.mark.parametrize(
    ("text", "expected"), [("^1.0.0", "1.9.0"), ("*", "2.0.0"), ("3", None), (None, None)]
)
def test_the_highest_in_range(text: str | None, expected: str | None) -> None:
    assert expected == taken(ask(text), offers("1.0.0", "1.9.0", "2.0.0"), npm)


def test_npm_prefers_what_latest_points_at() -> None:
    listed = offers("1.0.0", "1.5.0", "1.9.0", latest="1.5.0")
    assert ("1.5.0", "1.9.0") == (taken(ask("^1.0.0"), listed, npm), taken(ask("^1.6.0"), listed, npm))


def test_what_is_retired_is_the_last_resort() -> None:
    listed = offers("1.0.0", Offer(version="1.9.0", retired=True))
    assert ("1.0.0", "1.9.0") == (taken(ask("^1.0.0"), listed, npm), taken(ask("^1.1.0"), listed, npm))


def test_python_takes_a_pre_release_only_where_nothing_else_fits() -> None:
    listed = offers("1.0", "2.0rc1")
    assert "1.0" == taken(ask(">=1.0rc1", Grammar.PEP440), listed, pypi)
    assert "2.0rc1" == taken(ask(">=2.0rc1", Grammar.PEP440), listed, pypi)
