"""nginx' access log."""

import pytest

from pratique.respond.places.proxy_logs import nginx
from pratique.respond.places.proxy_logs.request import OTHER, LogFormat
from tests.respond.places.proxy_logs.test_place import LOGS

FORMATS = (nginx.FORMAT,)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_the_lines_of_the_format_are_recognised_and_read(format_: LogFormat) -> None:
    lines = LOGS[format_.name].splitlines()
    assert any(map(format_.recognises, lines))
    read = [format_.read(line) for line in lines]
    assert None not in read
    request = next(one for one in read if one is not None and one is not OTHER and one.account == "jane")
    assert ("10.240.8.115", True) == (request.address, request.target.endswith("axios-1.14.1.tgz"))
    assert request.at is not None


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("line", ["", "hello", "{", "|" * 5_000, "[" * 5_000, '"' * 5_000, "\x00" * 100])
def test_other_lines_are_not(format_: LogFormat, line: str) -> None:
    assert not format_.recognises(line)
    assert format_.read(line) in (None, OTHER)
