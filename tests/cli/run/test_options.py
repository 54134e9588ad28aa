"""Options that several verbs share."""

import click
import pytest

from pratique.cli.run.options import OPTIONS, given, settings_options
from pratique.config.setting import SETTING_BY_KEY


def parsed(*arguments: str) -> dict[str, object]:
    """What a command with these options gets."""
    seen: dict[str, object] = {}

    @click.command()
    @settings_options
    def command(**told: object) -> None:
        seen.update(told)

    command.main(args=list(arguments), standalone_mode=False)
    return seen


def test_every_option_sets_a_setting_that_exists() -> None:
    assert {option.key for option in OPTIONS} <= set(SETTING_BY_KEY)


def test_what_is_not_said_is_not_given() -> None:
    assert {} == given(parsed())


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_option_is_given_with_its_name_and_its_text(option: object) -> None:
    flag, name, key = option.flag, option.name, option.key  # type: ignore[attr-defined]  # a private class
    text = "true" if flag else "7"
    assert {key: (name, text)} == given(parsed(name) if flag else parsed(name, "7"))


def test_a_text_is_passed_on_as_written_for_the_settings_to_check() -> None:
    assert {"policy.min_age": ("--min-age", " 3 weeks ")} == given(parsed("--min-age", " 3 weeks "))


def test_of_an_option_said_twice_the_last_counts() -> None:
    assert {"run.jobs": ("--jobs", "2")} == given(parsed("--jobs", "1", "--jobs", "2"))
