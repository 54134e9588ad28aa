"""Waivers as they are written into `pratique.toml`."""

import tomllib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.config.waiver import parse_waiver
from pratique.core.gap import Gap
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Waiver
from pratique.core.reading import Since
from pratique.core.reason import ReasonCode
from pratique.intake.waivers import matching
from pratique.report.parts.waiver import filled, lines, quoted, where

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = Place(origin="pratique.toml", lines=find_lines("[[waivers]]\n"), table="waivers")
REF = PackageRef(Ecosystem.NPM, "@odd/pad").at("1.3.0")
GAPS = (
    Gap("does not parse: 20% of the file", "lib/odd.js", ReasonCode.INCOMPLETE),
    Gap("too large", "lib/big.js", ReasonCode.INCOMPLETE),
    Gap("registry history: no answer"),
)


def read(written: tuple[str, ...]) -> list[Waiver]:
    tables = tomllib.loads("\n".join(written))["waivers"]
    return [parse_waiver(table, PLACE) for table in tables]


@pytest.mark.parametrize(
    "ref",
    [REF, PackageRef(Ecosystem.PYPI, "odd").at("1.0"), PackageRef(Ecosystem.RUBYGEMS, "odd").at("1.0.0")],
    ids=lambda ref: ref.package.ecosystem.value,
)
def test_a_filled_waiver_counts_as_it_is(ref: ReleaseRef) -> None:
    (found,) = read(filled(ref, GAPS, NOW))
    assert (found,) == matching([found], ref)
    assert () == matching([found], ref.package.at("9.9.9"))
    assert "incomplete" == found.rule
    assert found.holds_at(NOW)
    assert "lib/odd.js was not analysed (does not parse: 20% of the file) and 1 more" in found.reason


def test_each_rule_has_a_waiver_of_its_own_and_what_no_waiver_accepts_has_none() -> None:
    both = filled(
        REF, (*GAPS, Gap("the artifact was not inspected: killed", None, ReasonCode.NOT_INSPECTED)), NOW
    )
    assert ["incomplete", "not-inspected"] == [one.rule for one in read(both)]
    assert () == filled(REF, GAPS[2:], NOW)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_waiver_ends_with_a_quarter_that_is_at_least_90_days_away(day: date) -> None:
    (found,) = read(filled(REF, GAPS, datetime(day.year, day.month, day.day, tzinfo=UTC)))
    following = found.expires + timedelta(days=1)
    assert (1, 0) == (following.day, following.month % 3 - 1)
    assert 90 <= (found.expires - day).days <= 185


def test_what_is_to_be_filled_in_is_refused_until_it_is() -> None:
    assert "expires =        # a date, such as 2027-01-31" in filled(REF, GAPS, None)
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("\n".join(lines(REF, "new-install-hook")))


@given(st.text(max_size=400))
def test_any_text_is_one_string_of_toml(text: str) -> None:
    assert "\n" not in quoted(text)
    assert text[:300] == tomllib.loads(f"a = {quoted(text)}")["a"]


def test_where_a_waiver_counts() -> None:
    assert "project's own file has no effect" in where(None, "")
    assert "pratique.toml of main" in where(Since(reference="main", commit="0" * 40), "main")
