"""Which failures the log of the HTTP server has."""

import logging

import pytest
from aiohttp.http_exceptions import BadHttpMessage

from pratique.gate.server.malformed import server_log


@pytest.mark.parametrize(
    ("error", "written"), [(BadHttpMessage("hush"), False), (ValueError("a defect"), True)]
)
def test_defects_are_logged_and_what_is_no_http_is_not(
    caplog: pytest.LogCaptureFixture, error: Exception, written: bool
) -> None:
    server_log().error("an error", exc_info=error)
    server_log()
    assert written == ("an error" in caplog.text)
    assert "hush" not in caplog.text
    assert 1 == len(logging.getLogger("pratique.gate.http").filters)
