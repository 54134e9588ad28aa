import pytest
from hypothesis import given

from pratique.report.parts.escape import escape
from pratique.respond.indicators.defanged import defang, text
from pratique.respond.indicators.hunt import Hunt
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.indicators.samples import EMPTY, GOOD, HUNTS, indicator


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (IndicatorKind.HOST, "a.evil.invalid", "a[.]evil[.]invalid"),
        (IndicatorKind.HOST, "203.0.113.7", "203[.]0[.]113[.]7"),
        (IndicatorKind.HOST, "2001:db8::7", "2001[:]db8[:][:]7"),
        (IndicatorKind.URL, "https://e.invalid:8443/a.js", "hxxps[:]//e[.]invalid:8443/a.js"),
        (IndicatorKind.URL, "http://user@e.invalid", "hxxp[:]//user[at]e[.]invalid"),
        (IndicatorKind.URL, "e.invalid/a", "e[.]invalid/a"),
        (IndicatorKind.PATH, "/tmp/a.js", "/tmp/a.js"),
        (IndicatorKind.FILE_HASH, "ab" * 32, "ab" * 32),
    ],
)
def test_a_value_is_shown_so_that_nobody_can_follow_it(kind: IndicatorKind, value: str, shown: str) -> None:
    assert shown == defang(indicator(kind, value))


def test_the_text_has_a_block_for_each_kind_with_the_origin_of_each_row() -> None:
    told = text(GOOD)
    assert ["Artifacts", "Hosts", "URLs", "Files that it writes", "Hashes of files"] == [
        line for line in told.splitlines() if line and not line.startswith(" ")
    ]
    assert "  collect[.]evil[.]invalid  (sample-1.0.0.tgz: gather.js:4)" in told.splitlines()


def test_no_indicators_are_told_as_such() -> None:
    assert "No indicators are known.\n" == text(EMPTY)


@pytest.mark.fuzz
@given(HUNTS)
def test_hostile_values_give_no_control_characters_and_no_lines_of_their_own(hunt: Hunt) -> None:
    told = text(hunt)
    assert [line for line in told.splitlines() if line != escape(line)] == []
    kinds = {one.kind for one in hunt.indicators}
    rows = len(hunt.indicators) + len(hunt.artifacts)
    assert rows == sum(line.startswith("  ") for line in told.splitlines())
    assert len(kinds) + 1 == sum(bool(line) and not line.startswith(" ") for line in told.splitlines())
    assert "https://" not in "".join(defang(one) for one in hunt.indicators if one.kind is IndicatorKind.URL)
