"""The step of the Action that keeps one comment, run alone with reviews as `pratique check` writes them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integrations.conftest import INSTALLED, event_of
from tests.integrations.forge import ForgeApi
from tests.integrations.github_runner import Ran, Runner

STOPPED = (
    "<!-- pratique review v1 aa11 -->\n**Do not merge yet: 1 package to be reviewed.**\n\nhooked@2.0.0\n"
)
FREE = "<!-- pratique review v1 bb22 -->\n**No reason to stop this change.** Nothing to do.\n"
ALSO_FREE = "<!-- pratique review v1 cc33 -->\n**No reason to stop this change.** 2 packages changed.\n"


@dataclass(frozen=True)
class Commenting:
    """A job whose change was judged already."""

    folder: Path
    api: ForgeApi

    def __call__(self, review: str | None, code: int = 1, *, fork: bool = False, **inputs: str) -> Ran:
        """Run the step on a review; None: there is none."""
        path = self.folder / "review.md"
        if review is not None:
            path.write_text(review)
        runner = Runner(
            workspace=self.folder,
            temp=self.folder / "temp",
            event_name="pull_request",
            event=event_of("a" * 40, "b" * 40, head_repository="stranger/app" if fork else "acme/app"),
            variables={"GITHUB_API_URL": self.api.url},
            known={
                **INSTALLED,
                "steps.judge.outputs.exit-code": str(code),
                "steps.judge.outputs.review": "" if review is None else str(path),
            },
        )
        ran = runner.run("comment", **inputs)
        assert 0 == ran.code, ran.log
        return ran


@pytest.fixture
def commenting(api: ForgeApi, tmp_path: Path) -> Commenting:
    return Commenting(tmp_path, api)


def test_a_stop_is_written_once_by_the_token_of_the_job(commenting: Commenting) -> None:
    commenting(STOPPED)
    ran = commenting(STOPPED)

    (written,) = commenting.api.writes
    assert ("POST", "/repos/acme/app/issues/1/comments") == (written.method, written.path)
    assert "Bearer job-token" == written.headers["authorization"]
    assert written.body["body"].startswith("<!-- pratique review v1 aa11 -->\n")
    assert "comment left alone, since it says the same" in ran.log


def test_what_was_stopped_and_is_free_now_is_told_in_the_same_comment(commenting: Commenting) -> None:
    commenting(STOPPED)
    commenting(FREE, 0)
    commenting(FREE, 0)

    assert ["POST", "PATCH"] == [call.method for call in commenting.api.writes]
    (comment,) = commenting.api.comments
    assert "Nothing stops this change now" in comment["body"]
    assert "hooked" not in comment["body"]


def test_what_was_never_stopped_is_not_told_to_be_free_again(commenting: Commenting) -> None:
    commenting(FREE, 0, comment="always")
    commenting(ALSO_FREE, 0, comment="always")

    assert ["POST", "PATCH"] == [call.method for call in commenting.api.writes]
    assert "2 packages changed" in commenting.api.comments[0]["body"]
    assert "Nothing stops this change now" not in commenting.api.comments[0]["body"]


@pytest.mark.parametrize(
    ("mode", "code", "written"),
    [("on-stop", 0, 0), ("on-stop", 3, 1), ("on-stop", 5, 1), ("always", 0, 1), ("off", 1, 0)],
)
def test_when_a_change_gets_a_comment(mode: str, code: int, written: int, commenting: Commenting) -> None:
    commenting(STOPPED, code, comment=mode)

    assert written == len(commenting.api.writes)


def test_without_a_review_nothing_is_asked(commenting: Commenting) -> None:
    commenting(None, 2)

    assert [] == commenting.api.calls


def test_a_token_without_the_right_to_write_is_told_in_the_summary(commenting: Commenting) -> None:
    commenting.api.refuses["POST"] = 403

    ran = commenting(STOPPED)

    assert "could not be written as a comment (POST: the API answers 403)" in ran.summary
    assert "pull-requests: write" in ran.summary


def test_a_change_from_a_fork_is_told_that_its_token_may_not_write(commenting: Commenting) -> None:
    commenting.api.refuses["POST"] = 403

    ran = commenting(STOPPED, fork=True)

    assert "comes from a fork, and its token may not write: that is as it should be" in ran.summary
    assert "pull-requests: write" not in ran.summary


def test_an_api_that_is_down_is_told_and_changes_no_verdict(commenting: Commenting) -> None:
    commenting.api.url = "http://127.0.0.1:9"

    ran = commenting(STOPPED)

    assert "could not be written as a comment (GET: no answer from the API" in ran.summary


def test_the_comment_of_a_stranger_that_looks_like_a_review_is_neither_edited_nor_believed(
    commenting: Commenting,
) -> None:
    commenting.api.add(STOPPED, author="stranger")

    commenting(STOPPED)

    assert ["POST"] == [call.method for call in commenting.api.writes]


def test_the_comment_is_found_behind_a_hundred_others(commenting: Commenting) -> None:
    for number in range(130):
        commenting.api.add(f"remark {number}", author="someone")
    commenting.api.add(STOPPED)

    commenting(STOPPED)

    assert [] == commenting.api.writes


def test_a_comment_is_cut_where_github_would_refuse_it(commenting: Commenting) -> None:
    commenting(STOPPED + "\N{DOUBLE VERTICAL BAR}word\n" * 20_000)

    (comment,) = commenting.api.comments
    assert 65_536 == len(comment["body"])
    assert "longer than a comment may be" in comment["body"]
