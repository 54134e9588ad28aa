import pytest

from pratique.respond.indicators.table import FORMATS
from tests.respond.indicators.samples import EMPTY, GOOD


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_writes_a_list_and_an_empty_list(name: str) -> None:
    for hunt in (GOOD, EMPTY):
        told = FORMATS[name].write(hunt)
        assert told.endswith("\n")
        assert told.isascii()


def test_each_format_has_a_file_of_its_own() -> None:
    assert len(FORMATS) == len({one.filename for one in FORMATS.values()})
