"""The report of an audit as Markdown."""

import hashlib
from dataclasses import replace

import pytest

from pratique.core.audit import AuditReport
from pratique.report.audit import markdown
from pratique.report.markdown.page import MOST_UNITS
from pratique.report.parts.size_limit import units
from tests.report.audit import answers
from tests.report.markdown.test_review import Page, quiet


def test_the_marker_is_the_digest_of_all_that_follows() -> None:
    marker, rest = markdown.audit(answers.rich()).split("\n", 1)
    assert f"<!-- pratique audit v1 {hashlib.sha256(rest.encode()).hexdigest()[:16]} -->" == marker


@pytest.mark.parametrize(
    ("value", "first"),
    [
        (
            answers.rich(),
            "**\N{NO ENTRY} Malware &#40;incomplete: 1 uncertain finding&#41;: 1 malicious, 1 critical",
        ),
        (
            answers.changed(),
            "**\N{NO ENTRY} Vulnerable: new since main: 1 high in 1 of 9 packages of the group prod",
        ),
        (answers.incomplete(), "**\N{NO ENTRY} Malware &#40;incomplete: 1 gap, 1 file not read"),
        (answers.clear(), "**\N{WHITE HEAVY CHECK MARK} OK: no known advisories for 9 packages"),
        (answers.nothing(), "**\N{DOUBLE VERTICAL BAR}\N{VARIATION SELECTOR-16} Nothing checked"),
        (
            replace(answers.clear(), gaps=("x",)),
            "**\N{DOUBLE VERTICAL BAR}\N{VARIATION SELECTOR-16} Incomplete &#40;1 gap&#41;: no advisories found so far",
        ),
    ],
)
def test_the_first_line_says_what_was_found(value: AuditReport, first: str) -> None:
    assert markdown.audit(value).splitlines()[1].startswith(first)


@pytest.mark.parametrize(
    ("value", "now"),
    [
        (answers.rich(), "First remove the malicious packages, and assume that their code ran."),
        (answers.changed(), "The steps for each package are listed below."),
        (answers.clear(), "Nothing to do."),
        (
            replace(answers.clear(), findings=(answers.finding(answers.match(certain=False)),)),
            "Review the uncertain findings, then use another version or ignore the advisory.",
        ),
        (
            replace(answers.clear(), gaps=("x",)),
            "Fix the gaps listed below, then run the audit again.",
        ),
        (answers.nothing(), "Fix the problem, then run the audit again."),
    ],
)
def test_the_first_line_says_what_to_do_now(value: AuditReport, now: str) -> None:
    assert markdown.audit(value).splitlines()[1].endswith(f".** {now}")


def test_there_is_a_table_for_each_severity_the_gravest_first() -> None:
    heads = [line for line in markdown.audit(answers.incomplete()).splitlines() if line.startswith("#### ")]
    assert [
        "#### Not checked (6)",
        "#### Malicious (1)",
        "#### Critical (1)",
        "#### High (2)",
        "#### Severity unknown (1)",
        "#### Medium (2)",
        "#### Not certain (1): the advisories list no versions, so these packages may be unaffected",
        "#### What to do",
    ] == heads


def test_every_row_has_the_cells_of_its_head() -> None:
    page = Page(markdown.audit(answers.incomplete()))
    quiet(page)
    assert {3, 4} == set(page.rows)


def test_a_row_has_the_advisory_the_fix_and_the_way_in() -> None:
    row = next(line for line in markdown.audit(answers.rich()).splitlines() if "GHSA-35jh" in line)
    for part in (
        "<code>lodash&#64;4.17.20</code>",
        "**exploited (KEV since 2023-01-02, used by ransomware)**",
        "| 4.17.21 |",
        "through builder&#64;&#8203;2.1.0 &gt; lodash",
    ):
        assert part in row


def test_what_to_do_is_told_once_for_each_package() -> None:
    whole = markdown.audit(answers.rich())
    assert 1 == whole.count("run <code>npm update lodash</code>")
    assert "  Add to <code>package.json</code>:\n\n  <pre>\n  <code>&#123;</code>\n" in whole
    assert 6 == whole.count("- <code>", whole.index("#### What to do"), whole.index("<details>")) - 1


def test_no_snippet_leaves_its_item() -> None:
    fix = replace(answers.OVERRIDE, snippet="</pre>\n# x\n\n- y\n" + "z\n" * 30)
    whole = markdown.audit(replace(answers.clear(), findings=(answers.finding(fix=fix),)))
    quiet(Page(whole))
    assert "14 more lines in the full report." in whole


def test_what_asks_for_nothing_is_folded_up() -> None:
    whole = markdown.audit(answers.rich())
    for words in (
        "Ignored findings (2)",
        "Deprecated or end of life (not vulnerabilities) (2)",
        "Notes about ignores",
    ):
        assert f"<details><summary>{words}" in whole
    assert "Skipped: 2 packages (2 a workspace of the project itself)." in whole


def test_what_does_not_fit_into_a_comment_is_counted_and_the_rest_is_still_there() -> None:
    many = tuple(
        answers.finding(answers.match(f"p{number:05}"), fix=answers.OVERRIDE) for number in range(600)
    )
    ignored = answers.finding(answers.match("ignored"), ignored=answers.LASTING)
    whole = markdown.audit(replace(answers.incomplete(), findings=(*many, ignored)))
    assert 30_000 < units(whole) <= MOST_UNITS
    shown = whole.count("| <code>p0")
    assert f"{600 - shown:,} more, see the full report." in whole
    assert "#### What to do" in whole
    assert "Ignored findings (1)" in whole
    assert "Checked against epss" in whole
