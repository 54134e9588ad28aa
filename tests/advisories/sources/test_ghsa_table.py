import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.ghsa_table import SOURCE
from pratique.advisories.sources.osv_affected import NAME_INVALID
from pratique.advisories.sources.osv_record import NO_RECORD
from pratique.advisories.versions import fixes, is_affected, shown
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Span
from tests.advisories.sources.osv_records import LODASH
from tests.ecosystems.node_semver import npm_modules, run_node

HEADER = "ghsa,package,cve,affected,title\n"


def row(line: str) -> Row:
    [found] = SOURCE.rows(Entry("x.csv", (HEADER + line).encode()))
    return found


def affected(text: str) -> Affected:
    found = row(f'GHSA-aaaa-bbbb-cccc,lodash,,"{text}",title')
    assert isinstance(found, Advisory), found
    return found.affected[0]


def test_a_line_becomes_an_advisory() -> None:
    assert Advisory(
        id="GHSA-aaaa-bbbb-cccc",
        source="ghsa-table",
        kind=AdvisoryKind.VULNERABILITY,
        aliases=("CVE-2099-1002",),
        summary="Pollution in lodash",
        affected=(Affected(product=LODASH, spans=(Span(None, "4.17.21"),), shown="< 4.17.21"),),
        urls=("https://github.com/advisories/GHSA-aaaa-bbbb-cccc",),
    ) == row("GHSA-aaaa-bbbb-cccc,lodash,CVE-2099-1002,< 4.17.21,Pollution in lodash")


def test_a_title_of_malware_makes_it_malware() -> None:
    found = row("GHSA-aaaa-bbbb-cccc,lodashs,,>= 0,Malicious Package in lodashs")

    assert isinstance(found, Advisory)
    assert AdvisoryKind.MALWARE == found.kind


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("< 2.11.2", [Span(None, "2.11.2")]),
        ("<= 2.11.2", [Span(None, "2.11.2", high_included=True)]),
        (">= 2.0.0, < 2.17.2", [Span("2.0.0", "2.17.2")]),
        ("> 2.1.1, < 5.0.1", [Span("2.1.1", "5.0.1", low_excluded=True)]),
        (">= 0", [Span()]),
        ("> 0", [Span()]),
        (">= 0.0.0, <= 1.5.0", [Span(None, "1.5.0", high_included=True)]),
        (">=1.7,<1.7.12", [Span("1.7.0-0", "1.7.12")]),
        ("= 1.7", [Span("1.7.0-0", "1.8.0-0")]),
        ("<= 1.0", [Span(None, "1.1.0-0")]),
        ("<= 20200224", [Span(None, "20200225.0.0-0")]),
        (">= 2.0.0-201, <= 2.0.0-206", [Span("2.0.0-201", "2.0.0-206", high_included=True)]),
        (">= 2.0.0, < 2.17.2< 1.4.1", [Span("2.0.0", "2.17.2"), Span(None, "1.4.1")]),
        ("< 2.14.2< 2.14.2", [Span(None, "2.14.2")]),
        (
            ">= 1.8.0, <= 1.8.2-beta.3> 2.0.0",
            [Span("1.8.0", "1.8.2-beta.3", high_included=True), Span("2.0.0", low_excluded=True)],
        ),
    ],
)
def test_ranges_are_stretches_and_those_without_a_comma_between_them_are_several(
    text: str, spans: list[Span]
) -> None:
    assert Affected(product=LODASH, spans=tuple(spans)) == replace(affected(text), shown="")


@pytest.mark.parametrize(
    ("text", "met", "spared"),
    [
        ("< 4.14", ["4.13.9", "4.0.0-beta"], ["4.14.0-beta", "4.14.0"]),
        (">= 1.7, < 1.7.12", ["1.7.0-beta", "1.7.0", "1.7.12-beta"], ["1.6.9", "1.7.12"]),
        ("<= 1.0", ["1.0.0", "1.0.7"], ["1.1.0-beta", "1.1.0"]),
        ("> 0", ["0.0.1", "0.9.0-beta", "7.0.0"], []),
        ("< 4.14.0", ["4.14.0-beta"], ["4.14.0"]),
    ],
)
def test_parts_that_are_left_out_are_read_as_semver_reads_them(
    text: str, met: list[str], spared: list[str]
) -> None:
    told = affected(text)
    assert (met, []) == (
        [version for version in met if is_affected(told, version)],
        [version for version in spared if is_affected(told, version)],
    )


def test_what_mends_it_is_a_version_that_may_exist() -> None:
    assert ("4.14.0",) == fixes([affected("< 4.14")], LODASH, "4.13.0")
    assert () == fixes([affected("<= 1.0")], LODASH, "1.0.0")


_EDGES = ("{0}.{1}.{2}", "{0}.{1}.{2}-0", "{0}.{1}.{2}-beta.1", "{0}.{1}.999", "{0}.999.0")


def _near(text: str) -> list[str]:
    """Versions at and about the bounds of a range."""
    found = {"0.0.0", "0.0.0-0", "0.1.0", "0.1.0-beta", "1.0.0-beta", "1.0.0", "99999999.0.0"}
    for parts in re.findall(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:-[0-9A-Za-z.-]+)?)", text):
        major, minor, patch = (int(part or 0) for part in parts[:3])
        found |= {f"{major}.{minor}.{patch}{parts[3]}"}
        for place in (
            (major, minor, patch),
            (major, minor, patch + 1),
            (major, minor + 1, 0),
            (major + 1, 0, 0),
        ):
            found |= {edge.format(*place) for edge in _EDGES}
        if patch:
            found.add(f"{major}.{minor}.{patch - 1}")
    return sorted(found)


_ALL = Path(__file__).resolve().parents[4] / "shared/data/ghsa_npm_advisories_secbench_2021.csv"
_WRITTEN = (
    "< 4.14",
    ">= 1.7, < 1.7.12>= 1.8, < 1.8.3>= 2.0.0-beta.1, <= 2.0.0-beta.2",
    "<= 1.0",
    "<= 20200224",
    ">= 2.5, < 3.1.0",
    "< 3.8.1>= 3.9.0, < 3.9.2>= 3.10, < 3.10.1",
    "> 2, < 3",
    "> 2.1, <= 4",
    "= 1.7",
    "= 1.0.0= 2.0.0-beta.1>= 3.0.0",
    ">= 0, < 1",
    ">= 0.0.0",
    "< 0.0.9",
)


@pytest.mark.parametrize("every", [False, True], ids=["written", "recorded"])
def test_node_reads_the_ranges_alike(every: bool) -> None:
    if every and not _ALL.is_file():
        pytest.skip("the recorded table is not here")
    texts = list(_WRITTEN)
    if every:
        with _ALL.open(encoding="utf-8", newline="") as file:
            texts = sorted({line["affected"] for line in csv.DictReader(file)})
    cases = []
    for text in texts:
        # `> 0`, `> 0.0.0` and `>= 0.0.0` are every version here; what is no version for npm (1.0.0.3) it does not read.
        ranges = re.sub(
            r"(?<=[0-9A-Za-z])(?=[<>=])", "||", re.sub(r">=? 0(?:\.0\.0)?(?![.0-9-])", ">= 0", text)
        )
        kept = [
            one.replace(",", " ") for one in ranges.split("||") if not re.search(r"\d\.\d+\.\d+\.\d", one)
        ]
        cases.append([" || ".join(kept), _near(text)])
    assert cases
    program = (
        f"const semver = require({str(npm_modules() / 'semver')!r});\n"
        "console.log(JSON.stringify(cases.map(([range, versions]) => versions.filter(version =>"
        " semver.satisfies(version, range, {includePrerelease: true, loose: true})))))"
    )
    expected = run_node(program, cases)
    assert isinstance(expected, list)
    found = [
        [version for version in versions if is_affected(affected(text), version)]
        for text, (_, versions) in zip(texts, cases, strict=True)
    ]
    assert expected == found


def test_glued_ranges_are_shown_apart() -> None:
    assert ">= 2.0.0, < 2.17.2 || < 1.4.1" == shown(affected(">= 2.0.0, < 2.17.2< 1.4.1"))
    assert "<2.0.0" == shown(affected("<2.0.0"))


def test_what_was_withdrawn_warns_of_nothing() -> None:
    found = row("GHSA-aaaa-bbbb-cccc,lodash,,< 4.17.21,Withdrawn: Pollution in lodash")

    assert isinstance(found, Advisory)
    assert found.withdrawn is not None


def test_single_versions_are_a_list_also_beside_ranges() -> None:
    assert ("5.0.1", "3.7.2") == affected("= 5.0.1= 3.7.2").versions
    mixed = affected("= 1.0.2>= 2.0.0, < 2.3.10= 1.0.0.3")

    assert (("1.0.2", "1.0.0.3"), (Span("2.0.0", "2.3.10"),)) == (mixed.versions, mixed.spans)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "all",
        ">= soon",
        "< 1.0.0.0.0",
        ", < 1.0.0",
        "< 1.0.0,",
        "= 1.0.0, < 2.0.0",
        "< 1.0.0, < 2.0.0",
        "< 1.0.0 || > 2.0.0",
        "< 1.0.0" * 2_000,
    ],
)
def test_a_text_that_cannot_be_read_as_a_whole_tells_nothing(text: str) -> None:
    found = affected(text)

    assert not found.tells
    assert text[:300].strip() == found.shown


@pytest.mark.parametrize(
    ("line", "why"),
    [("CVE-2099-1,lodash,,< 1,x", NO_RECORD), ("GHSA-aaaa-bbbb-cccc,a:b,,< 1,x", NAME_INVALID)],
)
def test_a_line_that_is_not_taken_says_why(line: str, why: str) -> None:
    assert Skip("x.csv:2", why) == row(line)


def test_the_table_is_recognised() -> None:
    assert SOURCE.recognises(Entry("x.csv", HEADER.encode()))
    assert not SOURCE.recognises(Entry("x.csv", b"ghsa,package\n"))


@given(st.lists(st.sampled_from(["<", "<=", ">", ">=", "=", ",", " ", "1.0.0", "2", "0", "x"]), max_size=8))
def test_any_range_is_read_or_tells_nothing(parts: list[str]) -> None:
    assert isinstance(affected("".join(parts)), Affected)
