import json
import re
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.export import (
    NO_ECOSYSTEM,
    NOT_EXACT,
    SOME_PLATFORMS,
    TWICE,
    export,
)
from pratique.advisories.interface import Entry, Skip
from pratique.advisories.sources import osv
from pratique.advisories.versions import is_affected
from pratique.core.advisory import NODE, Advisory, AdvisoryKind, Affected, Product, Rating, Span
from pratique.core.finding import Severity

NPM = Product("npm", "@a/b")
GEM = Product("gem", "rack")
PYPI = Product("pypi", "a-b")
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
JANUARY, MARCH = datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 3, 1, tzinfo=UTC)


def advisory(*affected: Affected, name: str = "GHSA-aaaa-bbbb-cccc", **rest: Any) -> Advisory:
    given = {"kind": AdvisoryKind.VULNERABILITY, "source": "osv", **rest}
    return Advisory(id=name, affected=affected or (Affected(product=NPM, spans=(Span(),)),), **given)


def files(*advisories: Advisory) -> dict[str, Any]:
    return {row[0]: json.loads(row[1]) for row in export(advisories) if isinstance(row, tuple)}


def record(*advisories: Advisory) -> dict[str, Any]:
    [found] = files(*advisories).values()
    assert isinstance(found, dict)
    return found


def why(value: Advisory) -> str:
    [row] = export([value])
    assert isinstance(row, Skip), row
    return row.why


def ranges(affected: Affected) -> list[list[dict[str, str]]]:
    [entry] = record(advisory(affected))["affected"]
    return [one["events"] for one in entry.get("ranges", [])]


def again(*advisories: Advisory) -> list[Advisory]:
    """What the files say to whoever imports them."""
    rows = [osv.SOURCE.rows(Entry(row[0], row[1])) for row in export(advisories) if isinstance(row, tuple)]
    found = [row for one in rows for row in one if isinstance(row, Advisory)]
    assert len(found) == len(rows)
    return found


def test_an_advisory_becomes_a_record() -> None:
    value = advisory(
        Affected(
            product=NPM,
            spans=(Span(None, "1.2.0"), Span("2.0.0-b", "2.1.0", high_included=True)),
            versions=("3.0.0",),
            symbols=("b.run",),
        ),
        aliases=("CVE-2099-1",),
        summary="It runs",
        details="What it is given.",
        ratings=(Rating(VECTOR, 9.8, Severity.CRITICAL), Rating(severity=Severity.MEDIUM)),
        published=JANUARY,
        modified=MARCH,
        urls=("https://example.invalid/a",),
        cwes=("CWE-77",),
    )

    assert {
        "GHSA-aaaa-bbbb-cccc.json": {
            "schema_version": "1.7.5",
            "id": "GHSA-aaaa-bbbb-cccc",
            "modified": "2099-03-01T00:00:00Z",
            "published": "2099-01-01T00:00:00Z",
            "aliases": ["CVE-2099-1"],
            "summary": "It runs",
            "details": "What it is given.",
            "severity": [{"type": "CVSS_V3", "score": VECTOR}],
            "references": [{"type": "WEB", "url": "https://example.invalid/a"}],
            "database_specific": {"severity": "CRITICAL", "cwe_ids": ["CWE-77"], "sources": ["osv"]},
            "affected": [
                {
                    "package": {"ecosystem": "npm", "name": "@a/b", "purl": "pkg:npm/%40a/b"},
                    "ranges": [
                        {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}]},
                        {
                            "type": "SEMVER",
                            "events": [{"introduced": "2.0.0-b"}, {"last_affected": "2.1.0"}],
                        },
                    ],
                    "versions": ["3.0.0"],
                    "ecosystem_specific": {"affected_functions": ["b.run"]},
                }
            ],
        }
    } == files(value)


def test_what_is_required_is_there_where_nothing_is_told() -> None:
    assert {
        "schema_version": "1.7.5",
        "id": "PYSEC-2099-1",
        "modified": "1970-01-01T00:00:00Z",
        "database_specific": {"sources": ["pypa"]},
        "affected": [{"package": {"ecosystem": "PyPI", "name": "a-b", "purl": "pkg:pypi/a-b"}}],
    } == record(advisory(Affected(product=PYPI), name="PYSEC-2099-1", source="pypa"))


def test_more_than_a_version_of_npm_is_from_the_first_one_above_it() -> None:
    affected = Affected(product=NPM, within=">1.2.3 <2.0.0", outside=("=1.4.0",))

    assert [
        [{"introduced": "1.2.4-0"}, {"fixed": "1.4.0"}],
        [{"introduced": "1.4.1-0"}, {"fixed": "2.0.0"}],
    ] == ranges(affected)


def test_loose_versions_of_npm_are_written_strictly() -> None:
    assert [[{"introduced": "1.0.0"}, {"fixed": "1.2.3-beta"}]] == ranges(
        Affected(product=NPM, spans=(Span("v1", "=1.2.3beta+x"),))
    )


def test_patched_and_unaffected_gems_become_events() -> None:
    affected = Affected(product=GEM, within=">= 0", outside=("~> 2.0.9", ">= 2.2.3", "< 1.4"))

    assert [
        [{"introduced": "1.4"}, {"fixed": "2.0.9"}],
        [{"introduced": "2.1.A"}, {"fixed": "2.2.3"}],
    ] == ranges(affected)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (advisory(Affected(product=NODE, within="8.x")), NO_ECOSYSTEM),
        (advisory(Affected(product=GEM, spans=(Span(),), platforms=("jruby",))), SOME_PLATFORMS),
        (advisory(Affected(product=GEM, within=">= 0", outside=("<= 1.2",))), NOT_EXACT),
        (advisory(Affected(product=PYPI, within=">=1")), NOT_EXACT),
        (advisory(Affected(product=NPM, within=">2 <2")), NOT_EXACT),
        (advisory(Affected(product=NPM, spans=(Span("soon"),))), NOT_EXACT),
    ],
)
def test_what_cannot_be_said_exactly_is_told_and_not_written(value: Advisory, reason: str) -> None:
    assert reason == why(value)


def test_a_runtime_beside_a_package_is_left_out() -> None:
    found = record(advisory(Affected(product=NODE, within="8.x"), Affected(product=NPM, spans=(Span(),))))

    assert ["@a/b"] == [entry["package"]["name"] for entry in found["affected"]]


def test_ids_of_databases_that_osv_does_not_know_are_local_ones() -> None:
    found = record(advisory(name="OSVDB-84243", aliases=("CVE-2012-3424",)))

    assert "x_OSVDB-84243" == found["id"]
    assert ["OSVDB-84243", "CVE-2012-3424"] == found["aliases"]


@pytest.mark.parametrize(
    "kind", [AdvisoryKind.MALWARE, AdvisoryKind.UNMAINTAINED, AdvisoryKind.VULNERABILITY]
)
def test_the_kind_survives(kind: AdvisoryKind) -> None:
    assert [kind] == [one.kind for one in again(advisory(name="compromised:npm/@a/b@1", kind=kind))]


def test_a_withdrawn_advisory_is_written_with_its_time() -> None:
    assert "2099-03-01T00:00:00Z" == record(advisory(withdrawn=MARCH))["withdrawn"]


def test_advisories_of_one_id_become_one_record_that_means_all_of_them() -> None:
    found = record(
        advisory(summary="", aliases=("CVE-2099-1",), published=MARCH),
        advisory(
            Affected(product=GEM, spans=(Span("2"),), ratings=(Rating(severity=Severity.LOW),)),
            name="ghsa-aaaa-BBBB-cccc",
            source="ruby-advisory-db",
            summary="It runs",
            kind=AdvisoryKind.MALWARE,
            published=JANUARY,
        ),
        advisory(),
    )

    assert ["@a/b", "rack"] == [entry["package"]["name"] for entry in found["affected"]]
    assert ("It runs", "2099-01-01T00:00:00Z") == (found["summary"], found["published"])
    assert {
        "severity": "LOW",
        "sources": ["osv", "ruby-advisory-db"],
        "type": "malware",
    } == found["database_specific"]


def test_a_withdrawn_one_adds_nothing_to_one_that_stands() -> None:
    standing = advisory(Affected(product=NPM, spans=(Span("1.0.0"),)))

    found = record(advisory(withdrawn=MARCH), standing)

    assert "withdrawn" not in found
    assert [{"introduced": "1.0.0"}] == found["affected"][0]["ranges"][0]["events"]


def test_one_of_several_that_cannot_be_written_leaves_the_others() -> None:
    rows = list(export([advisory(Affected(product=NODE, within="*")), advisory()]))

    assert [Skip, tuple] == [type(row) for row in rows]


def test_an_id_that_comes_again_later_is_told_and_not_written_twice() -> None:
    rows = list(export([advisory(), advisory(name="MAL-2099-1"), advisory(name="ghsa-aaaa-bbbb-cccc")]))

    assert Skip("ghsa-aaaa-bbbb-cccc", TWICE) == rows[-1]
    assert 3 == len(rows)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "GHSA-../x",
        "/etc/passwd",
        "CVE-\\..\\x",
        "CON",
        "x_\u202egnp.exe",
        "MAL-\x00",
        "MAL-\ud800",
        "GHSA-" + "x" * 5_000,
        "compromised:npm/@a/b@1.0.0",
        "",
    ],
)
def test_an_id_gives_a_file_name_that_is_only_a_name(name: str) -> None:
    [found] = files(advisory(name=name))

    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,119}\.json", found)
    assert ".." not in found
    assert "con.json" != found.lower()


def test_ids_that_look_alike_as_file_names_keep_their_own_files() -> None:
    names = ("x_a/b", "x_a:b", "x_a_b", "x_a__b")

    assert 4 == len({name.lower() for name in files(*(advisory(name=name) for name in names))})


def test_hostile_texts_are_written_as_json() -> None:
    found = record(advisory(summary="\ud800 </script>\x1b[31m", details='"\\'))

    assert ("\ud800 </script>\x1b[31m", '"\\') == (found["summary"], found["details"])


VERSIONS = {
    NPM: ("0.9.0", "1.0.0-0", "1.0.0-b", "1.0.0", "1.0.1-0", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0"),
    GEM: ("0.9", "1.a", "1.0", "1.0.1", "1.2.rc1", "1.2", "1.10", "2.pre", "2"),
    PYPI: ("0.9", "1a1", "1.0", "1.0.post1", "1.2rc1", "1.2", "1.10", "2.dev1", "2"),
}
CLAUSES = {
    NPM: ("*", "<1.2.0", "^1.0.0", ">1.0.0", ">=1.0.0-b <2", "1.x || 2.0.0"),
    GEM: (">= 0.9", "< 1.2", "~> 1.0", "~> 1.0.1", ">= 1.a, < 2", "= 1.2"),
    PYPI: (">=1",),
}


def claims_about(about: Product) -> st.SearchStrategy[Affected]:
    """What an advisory may say of a product; made once, since strategies made while drawing are dear."""
    ends = (None, *VERSIONS[about])
    spans = [Span(*four) for four in product(ends, ends, (False, True), (False, True))]
    clauses = st.sampled_from(CLAUSES[about])
    return st.builds(
        Affected,
        product=st.just(about),
        spans=st.lists(st.sampled_from(spans), max_size=2).map(tuple),
        versions=st.lists(st.sampled_from(VERSIONS[about]), max_size=1).map(tuple),
    ) | st.builds(
        Affected,
        product=st.just(about),
        within=clauses,
        outside=st.lists(clauses, max_size=2).map(tuple),
    )


claims = st.one_of(*map(claims_about, VERSIONS))


@given(claims)
def test_who_imports_the_files_gets_the_same_verdicts(affected: Affected) -> None:
    for found in again(advisory(affected)):
        assert {affected.tells} == {one.tells for one in found.affected}
        for version in VERSIONS[affected.product]:
            meant = any(is_affected(one, version) for one in found.affected)
            assert is_affected(affected, version) == meant
