"""What the tests of each format check."""

from pratique.respond.places.log_text import decoded
from pratique.respond.places.proxy_logs.request import OTHER, LogFormat
from tests.respond.places.proxy_logs.test_place import LOGS

OTHER_LINES = ("", "hello", "{", "|" * 5_000, "[" * 5_000, '"' * 5_000, "\x00" * 100)


def check_own_lines(format_: LogFormat) -> None:
    """Check that the lines of the format are recognised, and that one names the client and the file."""
    lines = [decoded(line.encode()) for line in LOGS[format_.name].splitlines()]
    assert any(map(format_.recognises, lines))
    read = [format_.read(line) for line in lines]
    assert None not in read
    request = next(one for one in read if one is not None and one is not OTHER and one.account == "jane")
    assert ("10.240.8.115", True) == (request.address, request.target.endswith("axios-1.14.1.tgz"))
    assert request.at is not None


def check_other_lines(format_: LogFormat) -> None:
    """Check that other lines are not those of the format."""
    for line in OTHER_LINES:
        assert not format_.recognises(line)
        assert format_.read(line) in (None, OTHER)
