import pytest

from pratique.history import EVERY, SIGNALS
from pratique.history.pages import signal_page, told_rate


@pytest.mark.parametrize("word", [one.id for one in EVERY])
def test_every_signal_has_a_page(word: str) -> None:
    page = signal_page(word)

    assert page is not None
    assert page.startswith(f"{word}: ")


def test_the_page_says_what_a_signal_does_and_how_often_it_is_shown() -> None:
    page = signal_page("hook-added") or ""

    assert "holds a new release for review; fired for " in page
    assert "of 30,696 recorded follow-up releases" in page


def test_a_rate_that_was_not_measured_is_said_to_be_so() -> None:
    (rule,) = [rule for rule in SIGNALS if rule.id == "provenance-lost"]

    assert "not measured: the recorded histories lack the data" == told_rate(rule)


def test_a_word_that_is_no_signal_has_no_page() -> None:
    assert signal_page("new-install-hook") is None
