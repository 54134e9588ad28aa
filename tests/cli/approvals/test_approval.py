from datetime import UTC, datetime, timedelta

import pytest

from pratique.cli.approvals.approval import end_of, text_of, who_of
from pratique.errors import UsageError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", NOW + timedelta(days=7)),
        ("1s", NOW + timedelta(seconds=1)),
        ("2026-03-01", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-01T13:00", datetime(2026, 3, 1, 13, tzinfo=UTC)),
        ("2026-03-01T13:00-02:00", datetime(2026, 3, 1, 15, tzinfo=UTC)),
    ],
)
def test_an_end_is_a_span_a_day_to_its_end_or_a_moment(text: str, expected: datetime) -> None:
    assert expected == end_of(text, NOW)


@pytest.mark.parametrize("text", ["", "soon", "0", "2026-02-28", "2026-03-01T11:59", "-1d"])
def test_an_end_that_is_over_or_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        end_of(text, NOW)


def test_who_acts_is_the_name_that_is_given_or_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada")

    assert ("bo", "ada") == (who_of(" bo "), who_of(None))
    with pytest.raises(UsageError):
        who_of("x" * 201)
    with pytest.raises(UsageError):
        text_of(" \n", "--reason", 10)
