"""The recognition of a log."""

import pytest

from pratique.respond.places.proxy_logs.formats import FORMATS, format_of
from tests.respond.places.proxy_logs.test_place import LOGS


@pytest.mark.parametrize("name", LOGS)
def test_each_log_has_its_own_format(name: str) -> None:
    found = format_of(LOGS[name].splitlines())
    assert found is not None
    assert name == found.name


def test_names_are_distinct_and_other_text_has_none() -> None:
    assert len(FORMATS) == len({one.name for one in FORMATS})
    assert None is format_of(["# Readme", "", "some text"])
    assert None is format_of([])
