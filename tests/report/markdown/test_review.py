"""The report as Markdown."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from pratique.core.assessment import Change, ChangeKind, ProjectReport, Target
from pratique.core.finding import Finding
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.reading import LockRead
from pratique.core.staged import StagedRelease, StageRecord
from pratique.core.verdict import Stage, Standing, decide
from pratique.report.markdown import review as markdown
from pratique.report.parts.size_limit import units
from tests.report import answers
from tests.report.hostile import PROJECTS, TARGETS

READER = MarkdownIt("commonmark").enable("table")
GOLDEN = Path(__file__).parents[1] / "golden"
OURS = {
    "p",
    "strong",
    "em",
    "h3",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
    "code",
    "pre",
}
OURS |= {"details", "summary"}
LIVE = re.compile(
    r"(?<![\w/])@\w|#\d|\bgh-\d|(?:https?|ftp):/|\bwww\.\w|\w@\w|:[\w+-]+:|(?<!\w)[!~%$^]\w", re.IGNORECASE
)


class Page(HTMLParser):
    """What a reader of Markdown makes of it: its elements, its rows, and its text outside of code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[int] = []
        self.prose: list[str] = []
        self.comments: list[str] = []
        self._code = 0
        self.feed(READER.render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._code += tag in {"code", "pre"}
        if tag == "tr":
            self.rows.append(0)
        self.rows[-1:] = [self.rows[-1] + 1] if tag in {"td", "th"} else self.rows[-1:]
        assert not [name for name, _ in attrs if name not in {"open", "class"}]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in {"code", "pre"}

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.prose.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def quiet(page: Page) -> None:
    assert set() == set(page.tags) - OURS
    assert [] == [text for text in page.prose if LIVE.search(text)]


@pytest.mark.parametrize("name", ["review", "project"])
def test_the_golden_reviews_stay(name: str, request: pytest.FixtureRequest) -> None:
    made = markdown.project(getattr(answers, name)())
    if request.config.getoption("--golden"):
        (GOLDEN / f"{name}.md").write_text(made)
    assert (GOLDEN / f"{name}.md").read_text() == made


def test_the_verdict_and_what_to_do_come_first() -> None:
    marker, first, *_ = markdown.project(answers.review()).splitlines()
    assert marker.startswith("<!-- pratique review v1 ")
    assert first.startswith("**\N{NO ENTRY} Block (incomplete): 1 package blocked, 1 package needs review, ")
    assert "Read the reasons below" in first


def test_the_marker_tells_whether_anything_changed() -> None:
    marker, rest = markdown.project(answers.review()).split("\n", 1)
    digest = hashlib.sha256(rest.encode()).hexdigest()[:16]
    assert f"<!-- pratique review v1 {digest} -->" == marker


def test_each_changed_package_has_a_row_and_no_other_has_one() -> None:
    rows = [line for line in markdown.project(answers.review()).splitlines() if line.startswith("| <code>")]
    assert 5 == len(rows)
    assert 1 == len([row for row in rows if "gone" in row and "not checked" in row])
    assert not [row for row in rows if "steady" in row or "worse" in row]


def test_a_package_as_it_was_is_named_only_when_it_is_stopped() -> None:
    shown = markdown.project(answers.review())
    assert "Unchanged packages are not checked again." in shown
    assert "steady" not in shown
    assert "worse&#64;6.6.6</code>: blocked, already in use and not part of this change" in shown


def test_a_waiver_says_where_it_must_be_merged_to_count() -> None:
    shown = markdown.project(answers.review())
    assert "A waiver inside this change has no effect" in shown
    assert "it is part of the change it would let through" in shown
    assert 'package = "npm:left-handed"\nversions = "2.0.0"' in shown


def test_the_review_is_the_same_on_another_day() -> None:
    """What is told of times are dates: an hour later the law gives another text, and the review the same."""
    change = Change(kinds=(ChangeKind.ADDED,))
    package = answers.judged("fresh", "1.0.0", change=change, published=answers.NOW)
    assessment = package.assessments[0]
    reason = assessment.verdict.reasons[0]
    later = replace(reason, text=reason.text.replace("published 0 min ago", "published 1 h ago"))
    assert later != reason
    verdict = replace(assessment.verdict, reasons=(later,))
    other = replace(package, assessments=(replace(assessment, verdict=verdict, cached=True),))
    report = replace(answers.review(), packages=(package,))
    assert markdown.project(report) == markdown.project(replace(report, packages=(other,)))


def test_the_review_is_the_same_on_a_machine_that_keeps_nothing() -> None:
    """An age that counts from the run itself begins anew in each: neither it nor its end is told."""
    package = answers.met_now(answers.judged("fresh", "1.0.0", change=Change(kinds=(ChangeKind.ADDED,))))
    (whole,) = package.assessments
    later = answers.NOW + timedelta(days=1)
    dossier = replace(whole.dossier, first_seen=later)
    verdict = decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=Standing.NEW, now=later)
    other = replace(package, assessments=(replace(whole, dossier=dossier, verdict=verdict),))
    report = answers.review()
    one, two = (markdown.project(replace(report, packages=(p,))) for p in (package, other))
    assert one == two
    assert "1 package in cooldown, 1 package not checked.** Do not merge yet." in one


def test_what_the_branch_gained_in_the_meantime_makes_no_other_review() -> None:
    report = answers.review()
    assert report.since is not None
    rebased = replace(report, since=replace(report.since, commit="f" * 40, unchanged=1_300))
    assert markdown.project(report) == markdown.project(rebased)


def test_a_base_that_is_a_bare_commit_does_not_make_another_review() -> None:
    report = answers.review()
    assert report.since is not None
    one, two = (
        markdown.project(
            replace(report, since=replace(report.since, reference=digit * 40, commit=digit * 40))
        )
        for digit in "ab"
    )
    assert one == two


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("origin/main", "pratique check --since origin/main --format json"),
        ("a b", "pratique check --since &#39;a b&#39; --format json"),
        ("0" * 40, "pratique check --since BASE --format json"),
        ("a\nb", "pratique check --since BASE --format json"),
    ],
)
def test_the_command_of_the_full_report_can_be_copied(reference: str, words: str) -> None:
    report = answers.review()
    assert report.since is not None
    shown = markdown.project(replace(report, since=replace(report.since, reference=reference)))
    assert f"Full report: <code>{words}</code>" in shown


def test_many_rows_that_ask_nothing_of_anybody_are_folded_below_the_reasons() -> None:
    change = Change(kinds=(ChangeKind.ADDED,))
    calm = [answers.judged(f"calm{n}", "1.0.0", change=change) for n in range(20)]
    paths = (("calm7@1.0.0", "bad@1.0.0"),)
    bad = answers.judged("bad", "1.0.0", answers.finding(), change=change, paths=paths)
    report = replace(answers.review(), packages=(*calm, bad), not_judged=())
    table, blocks, folded = re.split(
        r"\n<details(?: open)?><summary>(?:\N{DOUBLE VERTICAL BAR}|19 more)", markdown.project(report)
    )
    assert ["bad", "calm7"] == re.findall(r"^\| <code>(\w+)&", table, re.MULTILINE)
    assert "**depends on <code>bad&#64;1.0.0</code>, which is held**" in table
    assert "new-install-hook" in blocks
    assert 19 == len(re.findall(r"^\| <code>calm", folded, re.MULTILINE))


def test_all_that_could_be_looked_at_is_said_to_be_no_more_than_no_reason() -> None:
    report = replace(answers.review(), packages=(), not_judged=(), ignored=())
    shown = markdown.project(report)
    assert "OK: no packages changed." in shown
    assert "safe" not in shown


def test_what_was_not_looked_at_is_said_whenever_something_is_missing() -> None:
    unread = (LockRead(path="pnpm-lock.yaml", format=None, problems=("line 3: x: not an entry",)),)
    shown = markdown.project(replace(answers.review(), files=unread, packages=(), not_judged=()))
    assert "Incomplete: 1 file partly read." in shown
    assert "\N{WHITE HEAVY CHECK MARK}" not in shown
    assert "<code>pnpm-lock.yaml</code>: line 3: x: not an entry" in shown


def test_a_project_without_lockfiles_is_not_called_clear() -> None:
    assert "no lockfile found" in markdown.project(ProjectReport(root=".", files=()))


def test_thousands_of_rows_stay_within_the_limit_and_the_rest_is_counted() -> None:
    hook = answers.finding(message="@team | `x` " * 40)
    packages = tuple(
        answers.judged(
            f"p{n:04}", "2.0.0", hook, change=Change(kinds=(ChangeKind.UPGRADED,), before=("1.0.0",))
        )
        for n in range(2_000)
    )
    shown = markdown.project(replace(answers.review(), packages=packages))
    assert units(shown) <= 65_536
    rows = sum(line.startswith("| <code>") for line in shown.splitlines())
    blocks = shown.count("<summary>\N{DOUBLE VERTICAL BAR}")
    assert rows > 20
    assert blocks > 5
    assert f"\n\n{2_001 - rows:,} more rows: see the full report.\n\n" in shown
    assert f"The reasons of {2_000 - blocks:,} more packages are in the full report." in shown
    assert shown.count("<details") == shown.count("</details>")


def test_the_gravest_rows_are_the_last_to_go() -> None:
    change = Change(kinds=(ChangeKind.ADDED,))
    calm = [answers.judged(f"a{n:05}", "1.0.0", change=change) for n in range(3_000)]
    grave = answers.judged("zzz", "1.0.0", answers.finding(), change=change)
    shown = markdown.project(replace(answers.review(), packages=(*calm, grave)))
    assert "| <code>zzz&#64;1.0.0</code> (npm) |" in shown.split("| --- |\n")[1].splitlines()[0]


@pytest.mark.parametrize("size", [1, 100])
def test_a_huge_message_cannot_crowd_out_the_reasons(size: int) -> None:
    finding = answers.finding(message="@" * 5_000 * size)
    huge = tuple(
        replace(finding, evidence="|" * 5_000 * size, locations=finding.locations * 40) for _ in "ab"
    )
    package = answers.judged("n", "1.0.0", *huge, change=Change(kinds=(ChangeKind.ADDED,)))
    shown = markdown.project(replace(answers.review(), packages=(package,)))
    assert units(shown) < 20_000
    assert "**new-install-hook**" in shown


def test_hostile_text_makes_no_row_mention_or_markup() -> None:
    shown = markdown.targets([answers.hostile()])
    quiet(Page(shown))
    assert "\x1b" not in shown


def test_staged_releases_come_with_the_commands_of_npm() -> None:
    evil = "@everyone <b>|\x1b[2J"
    stage_id = "1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f"
    ref = PackageRef(Ecosystem.NPM, "calm").at("1.2.0")
    record = StageRecord(id=stage_id, ref=ref, registry="https://registry.example/", actor=evil, tag=evil)
    staged = StagedRelease(record=record)
    values = [replace(value, staged=staged) for value in (answers.held(), answers.clear(), answers.failed())]
    shown = markdown.targets(values)
    quiet(Page(shown))
    assert "#### Staged releases" in shown
    assert [2, 2] == [shown.count(f"npm stage {verb}") for verb in ("approve", "reject")]
    assert "and 30 more" in markdown.targets(values[:1] * 50)
    assert "npm stage" not in markdown.targets([answers.held()])


def test_a_blocked_staged_release_can_only_be_rejected() -> None:
    ref = PackageRef(Ecosystem.NPM, "calm").at("1.2.0")
    record = StageRecord(
        id="1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f", ref=ref, registry="https://registry.example/"
    )
    one = answers.held().assessments[0]
    blocked = replace(one, verdict=replace(one.verdict, action=Action.BLOCK))
    value = replace(answers.held(), assessments=(blocked,), staged=StagedRelease(record=record))
    shown = markdown.targets([value])
    assert "npm stage reject" in shown
    assert "npm stage approve" not in shown


def test_a_comparison_lists_gains_before_files() -> None:
    shown = markdown.comparison(answers.comparison(), "a@1", "a@2")
    assert shown.index("capability gained") < shown.index("| file |")
    quiet(Page(shown))


def test_an_answer_of_this_tool_reads_as_meant() -> None:
    page = Page(markdown.project(answers.review()))
    quiet(page)
    assert [6] * 6 == page.rows
    assert 6 == page.tags.count("details")
    assert 2 == page.tags.count("pre")


@pytest.mark.fuzz
@given(value=PROJECTS)
def test_no_text_of_others_is_markup_or_reaches_people(value: ProjectReport) -> None:
    shown = markdown.project(value)
    page = Page(shown)
    quiet(page)
    assert len(page.comments) == 1
    columns = 6 if value.since else 4
    assert {columns} >= set(page.rows)
    assert page.tags.count("table") <= 1
    assert page.tags.count("summary") == page.tags.count("details")
    assert units(shown) <= 65_536
    assert shown.count("<details") == page.tags.count("details") == shown.count("</details>")
    bare = [line for line in shown.splitlines() if line.startswith("| <code>")]
    assert [columns + 1] * len(bare) == [line.count("|") for line in bare]


@pytest.mark.fuzz
@given(values=TARGETS)
def test_no_text_of_targets_is_markup_or_reaches_people(values: list[Target]) -> None:
    page = Page(markdown.targets(values))
    quiet(page)
    assert {3} >= set(page.rows)


def test_a_wait_says_when_it_ends() -> None:
    change = Change(kinds=(ChangeKind.ADDED,))
    package = answers.judged("fresh", "1.0.0", change=change, published=answers.NOW - timedelta(hours=1))
    shown = markdown.project(replace(answers.review(), packages=(package,), not_judged=()))
    assert "1 package in cooldown until 2026-03-04 11:00 UTC.** Do not merge before" in shown


def test_a_finding_of_many_files_lists_some_and_counts_the_rest() -> None:
    finding: Finding = answers.finding()
    many = replace(finding, locations=finding.locations * 5)
    package = answers.judged("n", "1.0.0", many, change=Change(kinds=(ChangeKind.ADDED,)))
    assert "and 4 more" in markdown.project(replace(answers.review(), packages=(package,)))
