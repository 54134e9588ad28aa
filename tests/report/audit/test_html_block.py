"""The block of one package on the page of an audit."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from pratique.core.audit import AuditFinding, VendoredCopy
from pratique.core.finding import Severity
from pratique.report.audit.blocks import blocks
from pratique.report.audit.html_block import block, classes, ignore_snippet, shown, spoken
from pratique.report.audit.order import ordered
from tests.report.audit import answers
from tests.report.audit.test_html import Page
from tests.report.hostile import TEXT


def page_of(*findings: AuditFinding) -> Page:
    (made,) = blocks(findings)
    return Page(block(made, {id(finding): f"f-{number}" for number, finding in enumerate(findings)}))


def test_all_is_told_of_a_finding() -> None:
    lodash = [item for item in ordered(answers.rich()).findings if item.match.product.name == "lodash"]
    text = page_of(*lodash).text
    for part in (
        "exploited (KEV since 2023-01-02, used by ransomware)",
        "US federal agencies had to fix this by 2023-01-23",
        "Also known as CVE-2021-23337",
        "Weakness CWE-94",
        "Published 2021-05-06",
        "Reported by osv-npm",
        "Dependency path transitive, needed only for dev builder@2.1.0 > lodash@4.17.20 b@1 > c@2 > lodash@4.17.20 and 2 more ways",
        "in package-lock.json:42",
    ):
        assert part in text


def test_advice_for_all_stands_once_and_advice_for_one_with_it() -> None:
    one = answers.finding(fix=answers.IN_RANGE)
    two = answers.finding(answers.match(id="GHSA-2"), fix=answers.IN_RANGE)
    assert 1 == page_of(one, two).text.count("What to do")
    assert 2 == page_of(one, replace(two, fix=answers.OVERRIDE)).text.count("What to do")


def test_without_advice_the_fixed_versions_are_told() -> None:
    assert "What to do upgrade to one of the fixed versions: 4.17.21" in page_of(answers.finding()).text


def test_malware_is_to_be_removed_whatever_the_advice() -> None:
    bare = page_of(answers.finding(answers.MALWARE)).text
    assert 1 == bare.count(answers.REMOVED)
    advised = page_of(answers.finding(answers.MALWARE, fix=answers.PINNED)).text
    assert (
        "known to be malicious Remove event-strum, or pin the last good version: event-strum@3.3.5."
        in advised
    )
    assert answers.AFTERWARDS in advised
    assert "Is the malware report wrong? Ignore the advisory" in bare


def test_a_long_snippet_and_many_places_are_cut_and_counted() -> None:
    fix = replace(answers.OVERRIDE, snippet="\n".join(map(str, range(103))))
    text = page_of(answers.finding(fix=fix, sources=tuple(f"l:{n}" for n in range(22)))).text
    assert "and 3 more lines" in text
    assert "and 2 more places" in text


@pytest.mark.parametrize(
    ("finding", "entry"),
    [
        (answers.finding(), {"id": "GHSA-35jh-r3h4-6jhm", "package": "npm:lodash"}),
        (answers.rich().findings[3], {"id": "CVE-2025-23166"}),
        (
            answers.rich().findings[4],
            {"id": "GHSA-gxr4-xjj5-5px2", "package": "npm:jquery", "path": "static/js/vendor.min.js"},
        ),
    ],
)
def test_an_ignore_needs_only_what_a_person_can_say(finding: AuditFinding, entry: dict[str, str]) -> None:
    filled = ignore_snippet(finding).replace("expires =  ", "expires = 2027-01-31")
    (made,) = tomllib.loads(filled)["ignores"]
    assert ("", "", "2027-01-31") == (made.pop("reason"), made.pop("owner"), str(made.pop("expires")))
    assert entry == made
    assert ignore_snippet(finding) in "\n".join(page_of(finding).words)


@pytest.mark.fuzz
@given(identifier=TEXT, path=TEXT)
def test_no_text_leaves_its_place_in_an_ignore(identifier: str, path: str) -> None:
    copy = VendoredCopy(path=path, product=answers.npm("x"), version="1", kind=answers.COPY.kind)
    lines = ignore_snippet(answers.finding(answers.match(id=identifier), copy=copy))
    (made,) = tomllib.loads(lines.replace("expires =  ", "expires = 2027-01-31"))["ignores"]
    assert {"id", "package", "path", "reason", "owner", "expires"} == made.keys()


@pytest.mark.fuzz
@given(text=TEXT)
def test_any_text_is_text_in_an_element_and_in_an_attribute(text: str) -> None:
    class Read(Page):
        def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
            super().handle_starttag(tag, list(attrs))
            self.words += [value for name, value in attrs if name == "lang" and value]

    page = Read(f'<p lang="x{shown(text)}">x{shown(text)}</p>')
    assert ["p"] == page.tags
    assert {"lang"} == page.attributes
    assert 1 == len(set(page.words))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("run `npm ci` now", "run <code>npm ci</code> now"),
        ("a ` b", "a ` b"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("a `b` `c", "a `b` `c"),
    ],
)
def test_what_stands_between_backticks_is_code(text: str, written: str) -> None:
    assert written == spoken(text)


def test_the_filter_goes_by_severity_and_by_attacks() -> None:
    exploited = answers.finding(answers.match(exploitation=answers.EXPLOITED))
    low = answers.finding(answers.match(severity=Severity.LOW))
    assert "filtered g-high g-low exploits" == classes([exploited, low])
    assert "filtered g-low" == classes([low])
