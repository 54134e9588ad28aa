from datetime import timedelta

from pratique.config.form import FailOn
from pratique.config.setting import (
    ALL_ARTIFACTS,
    FAIL_ON,
    GIT_HOSTS,
    HOLD_INCOMPLETE,
    MIN_AGE,
    MIN_AGE_SIGNALLED,
    SETTINGS,
)
from pratique.core.policy import Policy


def test_keys_and_variables_are_each_used_once() -> None:
    assert len(SETTINGS) == len({s.key for s in SETTINGS}) == len({s.variable for s in SETTINGS})


def test_every_default_can_be_written_down() -> None:
    for setting in SETTINGS:
        if setting.default is not None:
            assert setting.default == setting.form.read_text(setting.form.show(setting.default)), setting.key


def test_the_defaults_of_the_table_are_those_of_the_policy() -> None:
    policy = Policy()
    assert (policy.min_age, policy.min_age_signalled, policy.hold_incomplete) == (
        MIN_AGE.default,
        MIN_AGE_SIGNALLED.default,
        HOLD_INCOMPLETE.default,
    )


def test_equal_is_not_stricter() -> None:
    hour = timedelta(hours=1)
    assert MIN_AGE.stricter is not None
    assert FAIL_ON.stricter is not None
    assert ALL_ARTIFACTS.stricter is not None
    assert not MIN_AGE.stricter(hour, hour)
    assert not FAIL_ON.stricter(FailOn.WAIT, FailOn.WAIT)
    assert GIT_HOSTS.stricter is not None
    assert GIT_HOSTS.stricter(("a",), ("a", "b"))
    assert not GIT_HOSTS.stricter(("a", "c"), ("a", "b"))
    assert not ALL_ARTIFACTS.stricter(True, True)
