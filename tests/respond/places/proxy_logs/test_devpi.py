"""devpi's log."""

from pratique.respond.places.proxy_logs.devpi import FORMAT
from pratique.respond.places.proxy_logs.request import OTHER


def test_a_request_has_its_time_and_path_and_a_failure_its_tag() -> None:
    line = "2026-03-31 01:02:03,456 INFO  [req12] GET /root/pypi/+f/012/345/litellm-1.82.7-py3-none-any.whl"
    assert FORMAT.recognises(line)
    request = FORMAT.read(line)
    assert request is not None
    assert (True, "req12") == (request.target.endswith(".whl"), request.tag)
    assert request.at is not None
    failed = FORMAT.read("2026-03-31 01:02:04,000 ERROR [req12] while handling /root/pypi/+f/x.whl:")
    assert failed is not None
    assert (True, "req12") == (failed.failed, failed.tag)


def test_other_lines_are_none() -> None:
    assert FORMAT.read("2026-03-31 01:02:04,000 INFO  NOCTX started") in (None, OTHER)
    assert None is FORMAT.read("hello")
    assert not FORMAT.recognises("hello")
