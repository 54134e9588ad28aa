"""Finds the commit to compare a change with, and fetches it into a shallow clone.

For a pull request, it is the commit of the target branch; for a push, the previous commit of the branch. The result is
the output `since`, a full commit id, or empty if the whole project is judged.
"""

import os
import re
from collections.abc import Iterator

from review.sticky import Mode

from github import runner
from github.repository import Clone

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NOTHING = re.compile(r"0+")
_MERGE = re.compile(r"refs/pull/[0-9]+/merge")
_REFUSED = (
    "pull_request_target runs with the rights of the base repository and is not supported: use `on: pull_request`, "
    "whose token cannot write when the change comes from a fork; the review is then in the summary of the run"
)


class _UnusableError(Exception):
    """Raised if the project cannot be judged, with the reason and the next step."""


def main() -> int:
    """Write the output; return 2 if the inputs or the clone cannot be used."""
    try:
        _check_inputs()
        since = _since()
    except _UnusableError as problem:
        runner.error(str(problem))
        runner.summarise(f"**Pratique judged nothing.** {_code(str(problem))}\n")
        return 2
    runner.say(f"compares with {since}" if since else "nothing to compare with: judges the whole project")
    runner.set_output("since", since)
    return 0


def _check_inputs() -> None:
    for name, accepted in (
        ("INPUT_COMMENT", tuple(mode.value for mode in Mode)),
        ("INPUT_SARIF", ("true", "false")),
        ("INPUT_AUDIT", ("covered", "complete", "off")),
    ):
        if os.environ.get(name, "") not in accepted:
            shown = os.environ.get(name, "")
            raise _UnusableError(
                f"input {name.removeprefix('INPUT_').lower()}: {shown!r} is none of {', '.join(accepted)}"
            )
    if os.environ.get("INPUT_OFFLINE_BUNDLE") and not os.environ.get("INPUT_OFFLINE_BUNDLE_DIGEST"):
        raise _UnusableError(
            "input offline_bundle: give offline-bundle-digest too, since whoever can write a bundle can call any "
            "package clean"
        )


def _since() -> str:
    if os.environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        raise _UnusableError(_REFUSED)
    path = os.environ.get("INPUT_PATH") or "."
    folder = path if os.path.isdir(path) else os.path.dirname(path) or "."  # noqa: PTH112, PTH120 - may be too long
    if not os.path.isdir(folder):  # noqa: PTH112 - as above
        raise _UnusableError(
            f"input path: {path!r} does not exist; is the repository checked out before this step?"
        )
    clone = Clone(folder)
    wanted = os.environ.get("INPUT_SINCE", "").strip()
    if wanted:
        found = clone.bring(wanted)
        if found is None:
            raise _UnusableError(
                f"input since: {wanted!r} names no commit here, and cannot be fetched: {clone.said}"
            )
        return found
    names = list(_of_event(runner.event(), clone))
    for name in names:
        if found := clone.bring(name):
            return found
    if names:
        raise _UnusableError(
            f"the commit to compare with ({names[0]}) is not in this clone and cannot be fetched ({clone.said}): check "
            "out with `fetch-depth: 0`, or without `persist-credentials: false` where the repository is private"
        )
    return ""


def _of_event(event: dict[str, object], clone: Clone) -> Iterator[str]:
    """Return the commits to compare with from the event, best first; raise if a required one is missing."""
    if "pull_request" in event:
        yield _base(event, clone)
    elif "merge_group" in event:
        yield _commit(event, "merge_group", "base_sha")
    elif os.environ.get("GITHUB_EVENT_NAME") == "push":
        before = runner.look(event, "before")
        if isinstance(before, str) and _COMMIT.fullmatch(before) and not _NOTHING.fullmatch(before):
            yield before
        # A new branch, or one whose past was rewritten.
        main = runner.look(event, "repository", "default_branch")
        if isinstance(main, str) and os.environ.get("GITHUB_REF") != f"refs/heads/{main}":
            yield f"refs/heads/{main}"
    elif os.environ.get("GITHUB_EVENT_NAME") in {"pull_request", "merge_group"}:
        raise _UnusableError("the event names no commit to compare with: give the input since")


def _base(event: dict[str, object], clone: Clone) -> str:
    """Return the commit of the target branch that a pull request is merged into.

    The checked-out commit is usually a merge by GitHub. Its first parent is newer than the base in the event.
    Only GitHub's own merge is trusted, because a change could contain another merge with a forged base.
    """
    head = _commit(event, "pull_request", "head", "sha")
    made_here = clone.head() == os.environ.get("GITHUB_SHA")
    if made_here and _MERGE.fullmatch(os.environ.get("GITHUB_REF", "")):
        parents = clone.parents()
        if len(parents) == 2 and parents[1] == head:
            return parents[0]
    return _commit(event, "pull_request", "base", "sha")


def _commit(event: object, *keys: str) -> str:
    found = runner.look(event, *keys)
    if isinstance(found, str) and _COMMIT.fullmatch(found):
        return found
    raise _UnusableError(f"the event has no commit at {'.'.join(keys)}: give the input since")


def _code(text: str) -> str:
    """Return any text as Markdown code on one line."""
    shown = runner.plain(text).replace("`", "'")
    return f"`{shown}`"
