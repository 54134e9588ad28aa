"""The audit of what a change brings in, beside the check: in the Action and the GitLab job, joined into one review."""

import itertools
import json
import re
import sys
from pathlib import Path

import pytest

from pratique.core.advisory import Product, Span
from tests.advisories.made import about, advisory
from tests.cli.auditing import synced, with_index
from tests.integrations.conftest import PullRequest
from tests.integrations.github_runner import ROOT
from tests.integrations.test_github_text import loaded
from tests.integrations.test_gitlab_template import TOKEN, Job, job

__all__ = ["job"]

CALM, HOOKED = Product("npm", "calm"), Product("npm", "hooked")
NEW = advisory("GHSA-new", about(CALM, Span("1.1.0")), summary="Reads too much", score=8.0)
OLD = advisory("GHSA-old", about(HOOKED, Span("0")), summary="An old fault")
FIRST = (4, 2, 1, 3, 5, 0)
TRIES = [*itertools.product(FIRST, FIRST)]


@pytest.fixture(scope="module")
def text() -> object:
    sys.path.insert(0, str(ROOT / "integrations"))
    try:
        return loaded("review/joined.py")
    finally:
        sys.path.remove(str(ROOT / "integrations"))


def test_a_release_with_a_known_fault_stops_a_pull_request_and_an_old_one_is_a_note(
    pull: PullRequest,
) -> None:
    with_index([NEW, OLD])
    pull.changes("calm@1.1.0", "hooked@1.0.0")

    ran = pull.reviewed(sarif="true")

    assert (1, "1", "1") == (ran.code, ran.outputs["exit-code"], ran.outputs["audit-exit-code"]), ran.log
    (written,) = pull.api.writes
    body = written.body["body"]
    assert body.startswith("<!-- pratique review v1 ")
    assert 1 == body.count("<!-- pratique review v1 ")
    assert "<!-- pratique audit" not in body
    assert body.index("### Advisories") < body.index("### Packages"), "what stops the change comes first"
    assert "GHSA-new" in body
    assert "GHSA-old" in body.split("has no effect:")[1]
    assert "GHSA-new" in ran.summary
    assert any("GHSA-new" in command for command in ran.commands)
    assert not any("GHSA-old" in command for command in ran.commands)
    assert ["GHSA-new"] == [
        one["id"] for one in json.loads(Path(ran.outputs["audit-report"]).read_text())["findings"]
    ]
    assert Path(ran.outputs["audit-sarif"]).is_file()

    again = pull.reviewed()
    assert ["POST"] == [call.method for call in pull.api.writes], again.log


def test_a_change_without_faults_passes_though_the_project_has_old_ones(pull: PullRequest) -> None:
    with_index([OLD])
    pull.changes("calm@1.1.0", "hooked@1.0.0")

    ran = pull.reviewed()

    assert (0, "0") == (ran.code, ran.outputs["audit-exit-code"]), ran.log
    assert [] == pull.api.writes


@pytest.mark.parametrize(
    ("prepare", "audit", "code"),
    [
        ("none", "covered", 0),
        ("none", "complete", 3),
        ("none", "off", 0),
        ("stale", "covered", 3),
        ("stale", "off", 0),
    ],
)
def test_what_is_not_known_here_is_named_and_stops_as_the_workflow_says(
    pull: PullRequest, prepare: str, audit: str, code: int
) -> None:
    if prepare == "stale":
        with_index([NEW], [synced(days=30)])
    pull.changes("calm@1.0.0", before=("hooked@1.0.0",))

    ran = pull.judged(audit=audit)

    assert (code, str(code)) == (ran.code, ran.outputs["exit-code"]), ran.log
    if audit == "off":
        assert ("", False) == (ran.outputs["audit-exit-code"], "### Advisories" in ran.summary)
    else:
        assert "Incomplete &#40;" in ran.summary.partition("### Advisories")[2]
        assert "no known advisories for" not in ran.summary


def test_an_ignore_of_the_change_itself_does_not_count(pull: PullRequest) -> None:
    with_index([NEW])
    pull.files = {
        "pratique.toml": '[[ignores]]\nid = "GHSA-new"\nreason = "x"\nowner = "me"\nexpires = 2099-01-01\n'
    }
    pull.changes("calm@1.1.0")

    assert 1 == pull.judged().code


@pytest.mark.parametrize(("check", "audit"), TRIES)
def test_the_exit_code_that_goes_first_is_given(text: object, check: int, audit: int) -> None:
    assert min((check, audit), key=FIRST.index) == text.exit_code(check, audit)  # type: ignore[attr-defined]


def test_the_digest_of_a_joined_review_changes_with_what_it_says_and_not_with_the_day(text: object) -> None:
    review = "<!-- pratique review v1 0a -->\n**Fine.**\n"

    def digest(page: str) -> str:
        return str(text.joined(review, f"<!-- pratique audit v1 {len(page)} -->\n{page}"))[:60]  # type: ignore[attr-defined]

    first = digest(
        "**1 high (sources as of 2026-11-01).**\n\nChecked against osv-npm (2026-11-01, 5 records)\n"
    )
    assert first == digest(
        "**1 high (sources as of 2026-11-02).**\n\nChecked against osv-npm (2026-11-02, 6 records)\n"
    )
    assert first != digest("**2 high (sources as of 2026-11-01).**\n\nChecked against osv-npm (x)\n")
    assert review == text.joined(review, "")  # type: ignore[attr-defined]
    assert review == text.joined(review, "no page")  # type: ignore[attr-defined]


def test_what_does_not_fit_into_a_comment_keeps_the_first_paragraph_of_the_audit(text: object) -> None:
    review = "<!-- pratique review v1 0a -->\n" + "x" * 60_000
    page = "<!-- pratique audit v1 0b -->\n**1 malicious.** Remove it.\n\n" + "y" * 10_000

    made = text.joined(review, page)  # type: ignore[attr-defined]

    assert "**1 malicious.** Remove it.\n\nThe rest does not fit here" in made
    assert len(made) < 65_536


@pytest.mark.parametrize(("check", "audit"), [(1, 0), (0, 1), (5, 3), (3, 5), (1, 2), (4, 1), (0, 0), (5, 0)])
def test_a_job_of_gitlab_ends_with_the_code_that_goes_first(job: Job, check: int, audit: int) -> None:
    code, log = job.spied(shows=f"case $1 in check) exit {check};; audit) exit {audit};; esac")

    assert min((check, audit), key=FIRST.index) == code, log


def test_a_job_of_gitlab_audits_what_the_merge_request_brings_in(job: Job) -> None:
    with_index([advisory("GHSA-new", about(HOOKED, Span("2.0.0")), summary="Reads too much")])

    code, log = job.run(note="on-stop", variables=TOKEN)

    assert 1 == code, log
    (written,) = job.api.writes
    assert "GHSA-new" in written.body["body"]
    assert "### Advisories" in written.body["body"]
    assert 1 == len(json.loads((job.workspace / "pratique-review/audit.json").read_text())["findings"])


def test_the_audit_of_a_job_gets_its_options_and_can_be_left_out(job: Job) -> None:
    words = job.spied(audit="complete", audit_fail_on="high+fixable", path="services/a b")[1]
    off = job.spied(audit="off")[1]

    audit = words[words.index("\naudit\n") :].splitlines()
    assert {f"--since={job.base}", "--fail-on=high+fixable"} <= set(audit)
    assert "--covered-only" not in audit
    assert ["--", "services/a b"] == audit[-2:]
    assert "--covered-only" in job.spied()[1]
    assert not re.search(r"(?m)^audit$", off)
