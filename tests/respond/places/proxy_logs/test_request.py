"""Times and accounts of requests."""

import pytest

from pratique.respond.places.proxy_logs.request import account_of, common_time, epoch_time, iso_time


def test_every_form_of_a_time_is_utc() -> None:
    for found in (
        common_time("30/Mar/2026:21:02:03 -0400"),
        iso_time("2026-03-31T01:02:03Z"),
        iso_time("2026-03-31 01:02:03,000"),
        epoch_time(1774918923),
    ):
        assert found is not None
        assert "2026-03-31T01:02:03+00:00" == found.isoformat()


@pytest.mark.parametrize(
    "text", ["", "31/Foo/2026:01:02:03 +0000", "99/Mar/2026:01:02:03 +0000", "2026-13-01T00:00:00"]
)
def test_a_broken_time_is_none(text: str) -> None:
    assert (None, None) == (common_time(text), iso_time(text))


def test_an_impossible_number_of_seconds_is_none() -> None:
    assert None is epoch_time(1e30)


def test_words_for_nobody_are_no_account() -> None:
    assert ("", "", "jane") == (account_of("-"), account_of("anonymous"), account_of("jane"))
