from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import CreateTable

from pratique.store.database.schema import METADATA, UtcTime

DIALECT = sqlite.dialect()
YEARS = (datetime(1900, 1, 1), datetime(2200, 1, 1))


@pytest.mark.fuzz
@given(st.datetimes(*YEARS, timezones=st.timezones()), st.datetimes(*YEARS, timezones=st.just(UTC)))
def test_times_come_back_exactly_and_keep_their_order(one: datetime, other: datetime) -> None:
    kind = UtcTime()
    a, b = kind.process_bind_param(one, DIALECT), kind.process_bind_param(other, DIALECT)
    # In UTC, because a time in the fold of a zone equals no time of another zone.
    assert one.astimezone(UTC) == kind.process_result_value(a, DIALECT)
    assert a is not None
    assert b is not None
    assert (one.astimezone(UTC) < other) == (a < b)


def test_times_are_given_in_utc() -> None:
    kind = UtcTime()
    east = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    back = kind.process_result_value(kind.process_bind_param(east, DIALECT), DIALECT)
    assert datetime(2025, 12, 31, 23, tzinfo=UTC) == back
    assert back is not None
    assert back.tzinfo is UTC


def test_no_time_is_no_number() -> None:
    assert UtcTime().process_bind_param(None, DIALECT) is None
    assert UtcTime().process_result_value(None, DIALECT) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), DIALECT)


def test_the_tables_can_be_made_in_postgresql_too() -> None:
    dialect = PGDialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    for table in METADATA.sorted_tables:
        assert table.name in str(CreateTable(table).compile(dialect=dialect))
