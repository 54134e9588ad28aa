"""The one place that reads the clock."""

from datetime import UTC, datetime, timedelta

from pratique.cli.run.clock import now


def test_the_present_is_aware_and_in_utc() -> None:
    assert timedelta(0) == now().utcoffset()
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
