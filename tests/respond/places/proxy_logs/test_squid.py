"""squid's access log."""

from pratique.respond.places.proxy_logs.squid import FORMAT
from tests.respond.places.proxy_logs.format_checks import check_other_lines, check_own_lines


def test_its_lines_are_recognised_and_read() -> None:
    check_own_lines(FORMAT)


def test_other_lines_are_not() -> None:
    check_other_lines(FORMAT)
