import json

import pytest

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.sources.security_wg import affected, records
from pratique.advisories.versions import is_affected
from pratique.core.advisory import NODE

KEY = "vulnerable"


def found(value: object, path: str = "vuln/core/index.json") -> dict[str, object]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return dict(records(Entry(path, data), KEY))


def test_a_file_holds_one_record_or_all_by_number() -> None:
    one, other = {KEY: "1.x"}, {KEY: "2.x"}

    assert {"vuln/core/7.json": one} == found(one, "vuln/core/7.json")
    assert {"vuln/core/index.json#7": one, "vuln/core/index.json#8": other} == found({"7": one, "8": other})


def test_a_file_without_records_is_told() -> None:
    for value in (b"{", b"[1]", b"{}", b"null", b'{"1": {}, "1": {}}'):
        [row] = found(value).values()
        assert isinstance(row, Skip), value


def test_what_is_patched_is_taken_out_of_what_is_vulnerable() -> None:
    told = affected(NODE, "8.x || 6.x", "^8.1.4 || ^6.11.1")

    assert ("8.1.4", "6.11.1") == told.fixed
    assert ["6.11.0", "8.0.0"] == [
        version for version in ("4.8.4", "6.11.0", "6.11.1", "8.0.0", "8.1.4") if is_affected(told, version)
    ]


def test_never_mended_is_written_as_a_range_below_everything() -> None:
    for patched in ("<0.0.0", " < 0.0.0", None):
        told = affected(NODE, "<=99.999.99999", patched)
        assert () == told.outside
        assert is_affected(told, "1.0.0")


def test_a_prerelease_of_the_first_sound_version_is_affected() -> None:
    assert is_affected(affected(NODE, "<2.0.0", ">=2.0.0"), "2.0.0-beta.1")


def test_a_range_that_npm_does_not_read_leaves_the_versions_unknown() -> None:
    for vulnerable, patched in (
        ("everything", None),
        ("1.x", "soon"),
        (None, ">=1"),
        (" ", ">=1"),
        (3, None),
    ):
        told = affected(NODE, vulnerable, patched)
        assert not told.tells, (vulnerable, patched)
    assert "everything (patched: soon)" == affected(NODE, "everything", "soon").shown


@pytest.mark.parametrize(
    ("vulnerable", "patched", "version"),
    [
        # As records 92, 98 and 336 of the npm set have it, and 28.
        ("<= 2.4.2 || >= 3.0.0 <=3.0.1", ">=2.5.0 <= 3.0.0 || >=3.1.0", "3.0.0"),
        ("<= 2.15.0 || >= 3.0.0 <= 3.8.2", ">= 2.15.1 <= 3.0.0 || >= 3.8.3", "3.0.0"),
        ("<=99.999.99999", "<=0.0.0", "0.0.0"),
        ("<1.0.0", ">= 1.x", "1.0.0-rc.1"),
        ("<=1.2.3", ">=1.2.3", "1.2.3"),
    ],
)
def test_a_release_that_both_ranges_count_in_is_affected(vulnerable: str, patched: str, version: str) -> None:
    told = affected(NODE, vulnerable, patched)

    assert is_affected(told, version)
    assert "releases in both ranges count as affected: " in told.shown


@pytest.mark.parametrize(
    ("vulnerable", "patched", "sound"),
    [
        ("5.x || 4.x", "^5.10.0 || 4.4.2", "4.4.2"),
        (">=2.0.0", ">=2.15.0", "2.15.0"),
        ("<=6.8.5", ">=5.0.3 <6.0.0 || >=6.8.6", "5.0.3"),
        ("<2.0.18 || <5.0.0-beta.5", "^2.0.18 || ^5.0.0-beta.5", "2.0.18"),
        ("<1.0.0", ">=1.0.0", "1.0.0"),
    ],
)
def test_what_is_patched_inside_the_vulnerable_range_is_sound(
    vulnerable: str, patched: str, sound: str
) -> None:
    told = affected(NODE, vulnerable, patched)

    assert not is_affected(told, sound)
    assert f"{vulnerable} (patched: {patched})" == told.shown
