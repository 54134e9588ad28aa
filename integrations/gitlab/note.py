"""Keeps one note on the merge request up to date, if a token is given. Errors here do not change the verdict.

The job's own token may not write notes, so a project or group token with the scope `api` is required.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.joined import joined
from review.sticky import Mode, Note, Outcome, keep
from review.web import Api, WebError

_MOST_PAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _MergeRequest:
    """The notes of one merge request in GitLab's REST API; implements `review.sticky.Forge`."""

    api: Api
    path: str
    account: int

    def notes(self) -> Sequence[Note]:
        """Return notes of the own account; notes of others do not count, because all users can write them."""
        found = []
        for item in self.api.pages(self.path, _MOST_PAGES):
            match item:
                case {"id": int(number), "body": str(body), "author": {"id": self.account}}:
                    found.append(Note(id=number, body=body))
                case _:
                    continue
        return found

    def create(self, body: str) -> None:
        """See `review.sticky.Forge`."""
        self.api.ask("POST", self.path, {"body": body})

    def update(self, note: Note, body: str) -> None:
        """See `review.sticky.Forge`."""
        self.api.ask("PUT", f"{self.path}/{note.id}", {"body": body})


def main() -> int:
    """Update the note; always return 0."""
    token = os.environ.get("REVIEW_TOKEN", "")
    project, number = os.environ.get("CI_PROJECT_ID", ""), os.environ.get("CI_MERGE_REQUEST_IID", "")
    mode = os.environ.get("REVIEW_NOTE", Mode.OFF)
    if mode not in set(Mode):
        _say(f"no note: {mode!r} is none of {', '.join(Mode)}")
        return 0
    if mode == Mode.OFF:
        return 0
    if not token or not (project.isdigit() and number.isdigit()):
        _say("no note: it wants a merge request, and a token in REVIEW_TOKEN")
        return 0
    api = Api(url=os.environ.get("CI_API_V4_URL", ""), headers={"PRIVATE-TOKEN": token})
    try:
        review = Path(os.environ.get("REVIEW", "")).read_text(encoding="utf-8", errors="replace")
        first = os.environ.get("CHECK_CODE") == "0" and os.environ.get("AUDIT_CODE") != "0"
        review = joined(review, _audit(), audit_first=first)
        place = _MergeRequest(
            api=api, path=f"projects/{project}/merge_requests/{number}/notes", account=_account(api)
        )
        outcome = keep(place, review, Mode(mode), stopped=os.environ.get("EXIT_CODE") != "0")
    except WebError as error:
        hint = ": it must be a token with the scope api" if error.denied else ""
        _say(f"no note ({error}){hint}")
    except (OSError, ValueError) as error:
        _say(f"no note: {error}")
    else:
        if outcome is not Outcome.UNWANTED:
            _say(f"note {outcome.value}")
    return 0


def _audit() -> str:
    """Return the page of the audit; "" when there is none."""
    path = Path(os.environ.get("AUDIT_REVIEW") or os.devnull)
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _account(api: Api) -> int:
    """Return the account that owns the token. Raises WebError."""
    match api.ask("GET", "user"):
        case {"id": int(number)}:
            return number
        case _:
            raise WebError("GET: the API does not say whose token it is")


def _say(text: str) -> None:
    shown = "".join(character if character.isprintable() else "?" for character in text)
    sys.stdout.write(f"Pratique: {shown}\n")
