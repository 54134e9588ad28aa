from dataclasses import FrozenInstanceError

import pytest

from pratique.config.combination import combine
from pratique.config.settings import Settings


def test_without_any_source_the_settings_are_the_defaults() -> None:
    combined = combine([])
    plain = Settings()
    assert (plain.policy, plain.check, plain.run, plain.cache) == (
        combined.policy,
        combined.check,
        combined.run,
        combined.cache,
    )


def test_settings_cannot_be_changed_once_made() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().run.jobs = 4  # type: ignore[misc]  # that it is refused is the test
