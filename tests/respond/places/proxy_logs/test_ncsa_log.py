"""The common log format."""

import pytest

from pratique.respond.places.proxy_logs.ncsa_log import common_line


def test_fields_before_the_address_and_behind_the_status_are_allowed() -> None:
    found = common_line(
        'vhost 10.0.0.1 - jane [31/Mar/2026:01:02:03 +0000] "GET /a HTTP/1.1" 403 12 "-" "npm"'
    )
    assert found is not None
    assert ("10.0.0.1", "jane", "GET", "/a", 403) == (
        found.request.address,
        found.request.account,
        found.request.method,
        found.request.target,
        found.request.status,
    )
    assert '12 "-" "npm"' == found.rest


def test_a_broken_request_has_no_method() -> None:
    found = common_line('10.0.0.1 - - [31/Mar/2026:01:02:03 +0000] "\\x16\\x03" 400 0')
    assert found is not None
    assert "" == found.request.method


@pytest.mark.parametrize("line", ["", " [31/Mar/2026:01:02:03 +0000] ", "a b c"])
def test_other_lines_are_none(line: str) -> None:
    assert None is common_line(line)
