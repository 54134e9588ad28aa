"""The tables of vendors are read in their own columns, each row or a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.respond.wanted.tables import NO_ECOSYSTEM, read, recognises
from tests.respond.wanted.asking import context, indicators, reasons, releases

TWO_COLUMNS = b"Package,Version\n@scope/a,= 1.0.1 || = 1.0.2\nplain-b,= 2.0.0\n"
THREE_COLUMNS = b'package_name,package_versions,sources\n@scope/a,1.0.1,"x, y"\nplain-b,"2.0.0, 2.0.1",x\n'
SIX_COLUMNS = (
    b"Ecosystem,Namespace,Name,Version,Published,Detected\n"
    b"npm,@scope,a,1.0.1,2025-09-15T10:00:00Z,2025-09-15T11:00:00Z\n"
    b"pypi,,litellm,1.82.7,2026-03-24,\n"
)
INDICATORS = (
    b"type,indicator,context\n"
    b"domain,evil[.]invalid,c2\n"
    b"ipv4,192.0.2.7,c2\n"
    b"url,http://evil[.]invalid:8000/6202033,stage\n"
    b"npm package,axios@1.14.1,release\n"
    b"sha256," + b"a" * 64 + b",payload\n"
    b"filepath,%PROGRAMDATA%\\wt.exe,Windows\n"
    b"user-agent,mozilla/4.0,beacon\n"
)
ARTIFACTS = (
    b'artifact_type,name,affected_versions\npypi package,litellm,"1.82.7, 1.82.8"\ndocker image,x/y,0.1\n'
)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (TWO_COLUMNS, ["pkg:npm/%40scope/a@1.0.1", "pkg:npm/%40scope/a@1.0.2", "pkg:npm/plain-b@2.0.0"]),
        (THREE_COLUMNS, ["pkg:npm/%40scope/a@1.0.1", "pkg:npm/plain-b@2.0.0", "pkg:npm/plain-b@2.0.1"]),
        (SIX_COLUMNS, ["pkg:npm/%40scope/a@1.0.1", "pkg:pypi/litellm@1.82.7"]),
        (b"purl,campaign\npkg:npm/axios@1.14.1,x\n", ["pkg:npm/axios@1.14.1"]),
        (
            b"\xef\xbb\xbfecosystem,package,versions\r\nnpm,keyv,6.0.0|5.2.3\r\n",
            ["pkg:npm/keyv@6.0.0", "pkg:npm/keyv@5.2.3"],
        ),
    ],
)
def test_releases_are_read(table: bytes, expected: list[str]) -> None:
    assert recognises(table)
    found = read(table, context(origin="list.csv"))
    assert (expected, []) == (releases(found), reasons(found))


def test_a_row_is_the_origin_of_its_item() -> None:
    found = read(TWO_COLUMNS, context(origin="list.csv"))
    assert ["list.csv:2", "list.csv:2", "list.csv:3"] == [item.origin for item in found.releases]
    assert ("list.csv: the packages were read as npm; --ecosystem chooses another ecosystem.",) == found.notes


def test_the_publish_time_is_kept() -> None:
    (first, second) = read(SIX_COLUMNS, context()).releases
    assert first.since is not None
    assert second.since is not None
    assert ("2025-09-15T10:00:00+00:00", "2026-03-24T00:00:00+00:00") == (
        first.since.isoformat(),
        second.since.isoformat(),
    )


def test_indicators_are_read_by_their_type() -> None:
    found = read(INDICATORS, context(origin="iocs.csv"))
    assert ["pkg:npm/axios@1.14.1"] == releases(found)
    assert [
        ("host", "evil.invalid"),
        ("host", "192.0.2.7"),
        ("url", "http://evil.invalid:8000/6202033"),
        ("file-hash", "a" * 64),
        ("path", "wt.exe"),
    ] == indicators(found)
    assert [("iocs.csv:8", "Pratique does not search for the type user-agent")] == [
        (one.origin, one.why) for one in found.misread
    ]


def test_an_artifact_type_names_the_ecosystem() -> None:
    found = read(ARTIFACTS, context())
    assert ["pkg:pypi/litellm@1.82.7", "pkg:pypi/litellm@1.82.8"] == releases(found)
    assert ["Pratique does not search for the type docker image"] == reasons(found)


def test_an_ecosystem_that_nobody_states_is_reported_unless_the_advisories_know_the_name() -> None:
    found = read(b"package,version\nlitellm,1.82.7\nunheard,1.0.0\n", context())
    assert (["pkg:pypi/litellm@1.82.7"], [NO_ECOSYSTEM]) == (releases(found), reasons(found))
    told = read(b"package,version\nunheard,1.0.0\n", context(ecosystem=Ecosystem.RUBYGEMS))
    assert (["pkg:gem/unheard@1.0.0"], ()) == (releases(told), told.notes)


@pytest.mark.parametrize(
    "row",
    [
        b"cargo,serde,1.0",
        b"npm,,1.0",
        b"npm,axios,",
        b"npm,axios,soon",
        b"npm,../x,1.0",
        b"npm",
        b"\xff\xfe,,",
    ],
)
def test_a_row_that_cannot_be_read_is_reported(row: bytes) -> None:
    found = read(b"ecosystem,package,version\n" + row + b"\nnpm,keyv,1.0.0\n", context())
    assert (["pkg:npm/keyv@1.0.0"], 1) == (releases(found), len(reasons(found)))


@pytest.mark.parametrize(
    "data", [b"", b"axios@1.14.1\nkeyv@1.0.0\n", b"time,client,path\n1,2,3\n", b"package\naxios\n"]
)
def test_other_files_are_no_tables(data: bytes) -> None:
    assert not recognises(data)


def test_a_table_without_rows_is_reported() -> None:
    assert ["the table has no rows"] == reasons(read(b"package,version\n", context()))


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    recognises(data)
    found = read(b"package,version\n" + data, context())
    assert found.ids or found.misread
