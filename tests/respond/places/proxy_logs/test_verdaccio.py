"""Verdaccio's log."""

import pytest

from pratique.respond.places.proxy_logs.request import LogFormat
from pratique.respond.places.proxy_logs.verdaccio import JSON, PRETTY
from tests.respond.places.proxy_logs.format_checks import check_other_lines, check_own_lines

FORMATS = pytest.mark.parametrize("format_", [JSON, PRETTY], ids=lambda one: one.name)


@FORMATS
def test_its_lines_are_recognised_and_read(format_: LogFormat) -> None:
    check_own_lines(format_)


@FORMATS
def test_other_lines_are_not(format_: LogFormat) -> None:
    check_other_lines(format_)
