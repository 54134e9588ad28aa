"""The page of an audit."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pratique.core.audit import AuditFinding, AuditReport
from pratique.report.audit import html
from pratique.report.audit.order import GRADES
from pratique.report.audit.sheet import SHEET, policy
from tests.report.audit import answers

EMPTY = {"meta", "input", "br"}
OURS = EMPTY | {
    *("html", "head", "title", "style", "body", "header", "main", "footer", "section", "article", "div"),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ),
    *("a", "b", "code", "pre", "span", "strong", "details", "summary", "fieldset", "legend", "label"),
}
ATTRIBUTES = {
    *("charset", "http-equiv", "content", "name", "lang", "class", "id", "href", "rel", "type", "checked"),
    "aria-label",
}


class Page(HTMLParser):
    """What a browser makes of it: elements, ids, links and text. Elements must nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.policy = ""
        self._open: list[str] = []
        self.feed(text)
        assert [] == self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes |= found.keys()
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def quiet(page: Page) -> None:
    """Nothing but our own elements, no script, no address but of the web and of the page itself, each id once."""
    assert set() == set(page.tags) - OURS
    assert set() == page.attributes - ATTRIBUTES
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.policy == policy()


def page_of(value: AuditReport) -> Page:
    return Page(html.audit(value, now=answers.NOW))


@pytest.mark.parametrize("made", ["rich", "incomplete", "clear", "changed", "nothing"])
def test_the_page_needs_nothing_and_runs_nothing(made: str) -> None:
    quiet(page_of(getattr(answers, made)()))


def test_what_was_not_looked_at_stands_above_what_was_found() -> None:
    text = page_of(answers.incomplete()).text
    assert text.index("Not checked") < text.index("osv-pypi is not there") < text.index("Findings")
    assert "The result is incomplete. More findings may appear after these gaps are fixed." in text
    assert "Not checked" not in page_of(answers.rich()).text


def test_the_table_names_each_package_with_its_fix_and_leads_to_it() -> None:
    whole = html.audit(answers.rich(), now=answers.NOW)
    rows = re.findall(r"<tr class=.*?</tr>", whole)
    row = next(row for row in rows if "lodash" in row)
    for part in ("lodash@4.17.20", "1 high, 1 medium", "<td>4.17.21</td>", "<code>builder@2.1.0</code>"):
        assert part in row
    (anchor,) = re.findall(r'href="#(f-[0-9a-f]{16})"', row)
    assert 1 == whole.count(f'<article id="{anchor}"')
    assert [7] == [len([row for row in rows if "href" in row])]


def test_an_anchor_stays_when_the_version_changes() -> None:
    one = answers.finding()
    other = replace(one, match=replace(one.match, version="4.17.19"))
    first, second = (page_of(replace(answers.clear(), findings=(made,))) for made in (one, other))
    assert [name for name in first.ids if name.startswith("f-")] == [
        name for name in second.ids if name.startswith("f-")
    ]


def test_there_is_a_box_for_each_severity_that_was_found() -> None:
    ids = page_of(answers.rich()).ids
    assert [f"show-{grade}" for grade in GRADES if grade != "info"] == [
        i for i in ids if i.startswith("show-")
    ]
    assert "only-exploited" in ids
    assert [] == [i for i in page_of(answers.clear()).ids if i.startswith(("show-", "only-"))]


def test_what_is_apart_has_its_own_part() -> None:
    page = page_of(answers.rich())
    for name in ("uncertain", "ignored", "retired", "out-of-scope", "expired", "unused", "notes", "sources"):
        assert name in page.ids
    assert "decoder@0.2.0 : GHSA-w573-4hg7-7wgq, high: Denial of service by malformed input" in page.text
    assert "request has been deprecated" in page.text


def test_the_sources_stand_with_their_days_and_what_was_not_read() -> None:
    text = page_of(answers.rich()).text
    assert (
        "OSV records of npm osv-npm, https://advisories.example/npm/all.zip 2026-11-25 212,345 120 55" in text
    )
    assert "not known" in text
    assert "No source of advisories." in page_of(AuditReport(root=".")).text


def test_the_time_is_told_where_there_is_one() -> None:
    assert "Made 2026-11-25 12:00 UTC" in page_of(answers.clear()).text
    assert "Made" not in Page(html.audit(answers.clear(), now=None)).text


def test_a_hidden_character_is_shown_and_markup_is_text() -> None:
    whole = html.audit(answers.rich(), now=answers.NOW)
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt; \\x1b[2J\\u202eevil" in whole
    assert "\x1b" not in whole
    assert "<script" not in whole


def test_a_page_that_nobody_could_read_is_cut_and_counted() -> None:
    bare = answers.match(summary="", affected=(), fixed=(), urls=(), cwes=(), aliases=(), vector=None)
    many = tuple(
        AuditFinding(match=replace(bare, product=answers.npm(f"p{number:04}"))) for number in range(3_002)
    )
    whole = html.audit(replace(answers.clear(), findings=many, notes=tuple(map(str, range(505)))), now=None)
    assert (3_000, 500) == (whole.count("<article "), whole.count("<tr class="))
    for told in (
        "2 more packages in the full report",
        "and 2,502 more in the full report",
        "and 5 more in the full",
    ):
        assert 1 == whole.count(told)


def test_the_sheet_of_the_page_is_the_one_that_the_policy_lets_in() -> None:
    assert f"<style>{SHEET}</style>" in html.audit(answers.clear(), now=None)
