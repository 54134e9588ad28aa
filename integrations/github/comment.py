"""Keeps one comment on the pull request up to date. Errors here do not change the verdict.

Only this step has the token. If the token may not write, as for a change from a fork, the summary reports it.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.sticky import Mode, Note, Outcome, keep
from review.web import Api, WebError

from github import runner

_MOST_PAGES = 30
_VERSION = "2022-11-28"


@dataclass(frozen=True, slots=True, kw_only=True)
class _PullRequest:
    """The comments of one pull request in GitHub's REST API; implements `review.sticky.Forge`."""

    api: Api
    repository: str
    number: int
    author: str

    def notes(self) -> Sequence[Note]:
        """Return comments of the own account; comments of others do not count, because all users can write them."""
        path = f"repos/{self.repository}/issues/{self.number}/comments"
        found = []
        for item in self.api.pages(path, _MOST_PAGES):
            number, body = runner.look(item, "id"), runner.look(item, "body")
            if runner.look(item, "user", "login") == self.author and isinstance(number, int):
                found.append(Note(id=number, body=body if isinstance(body, str) else ""))
        return found

    def create(self, body: str) -> None:
        """See `review.sticky.Forge`."""
        self.api.ask("POST", f"repos/{self.repository}/issues/{self.number}/comments", {"body": body})

    def update(self, note: Note, body: str) -> None:
        """See `review.sticky.Forge`."""
        self.api.ask("PATCH", f"repos/{self.repository}/issues/comments/{note.id}", {"body": body})


def main() -> int:
    """Update the comment; always return 0."""
    mode = Mode(os.environ.get("INPUT_COMMENT") or Mode.ON_STOP)
    review = os.environ.get("REVIEW", "")
    event = runner.event()
    number = runner.look(event, "pull_request", "number")
    if mode is Mode.OFF or not review or not isinstance(number, int):
        return 0
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        runner.say("no token to write a comment with")
        return 0
    place = _PullRequest(
        api=Api(
            url=os.environ.get("GITHUB_API_URL", ""),
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": _VERSION,
            },
        ),
        repository=repository,
        number=number,
        author=os.environ.get("INPUT_COMMENT_AUTHOR") or "github-actions[bot]",
    )
    try:
        text = Path(review).read_text(encoding="utf-8", errors="replace")
        outcome = keep(place, text, mode, stopped=os.environ.get("EXIT_CODE") != "0")
    except WebError as error:
        _tell(error, fork=_is_fork(event, repository))
    except (OSError, ValueError) as error:
        runner.notice(f"no comment: {error}")
    else:
        if outcome is not Outcome.UNWANTED:
            runner.say(f"comment {outcome.value}")
    return 0


def _tell(error: WebError, *, fork: bool) -> None:
    why = f"The review could not be written as a comment ({error})."
    if error.denied:
        why += (
            " The change comes from a fork, and its token may not write: that is as it should be."
            if fork
            else " The token may not write: give the job `pull-requests: write`, or set `comment: off`."
        )
    runner.notice(why)
    runner.summarise(f"\n---\n\n{why} The review stands above.\n")


def _is_fork(event: object, repository: str) -> bool:
    return runner.look(event, "pull_request", "head", "repo", "full_name") != repository
