"""Writes the report as workflow commands of GitHub Actions, which appear as annotations at the lockfile entries.

Each line is one command (`::error file=...,line=...,title=...::message`), most severe first. GitHub shows only the
first ten errors, ten warnings and ten notices of a step. The log keeps every line, and its last line states the number
of hidden annotations. Values are escaped for the runner: `%`, CR and LF everywhere, `:` and `,` in properties. Each
line starts with a command or with fixed text, never with text from an artifact.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.core import outcome
from pratique.core.assessment import ProjectReport, Target
from pratique.core.location import Location
from pratique.core.outcome import Outcome
from pratique.core.policy import Action
from pratique.report.formats.ci_issue import Issue, Level, of_project, of_targets
from pratique.report.markdown.headline import STATES, verdict_line
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.staged import plain

_COMMANDS = {
    Level.BLOCK: "error",
    Level.REVIEW: "error",
    Level.UNJUDGED: "warning",
    Level.WAIT: "warning",
    Level.NOTE: "notice",
}
_MOST_SHOWN = 10
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A workflow command of GitHub Actions, which creates one annotation."""

    kind: str
    """The level of the annotation: `error`, `warning` or `notice`."""
    title: str
    """The unescaped title of the annotation."""
    message: str
    """The escaped text of the annotation. Line breaks come only from Pratique, never from an artifact."""
    place: Location | None = None

    @property
    def line(self) -> str:
        """Return the command in the syntax of the GitHub runner."""
        properties = {"title": escape(self.title, most=200)}
        if self.place is not None:
            properties["file"] = escape(self.place.path, most=1000)
            if self.place.line is not None:
                properties["line"] = str(self.place.line)
        written = ",".join(f"{name}={_property(value)}" for name, value in sorted(properties.items()))
        return f"::{self.kind} {written}::{_data(self.message)}"


def project(
    value: ProjectReport, *, notes: bool, ended: Outcome | None = None, now: datetime | None = None
) -> str:
    """Return the commands for the stopping issues of a project.

    With `notes`, add findings of a change that stop nothing.
    """
    word, rest = verdict_line(value, ended or outcome.of_project(value))
    verdict = f"{word}: {escape(rest, most=300)}"
    found = [issue for issue in of_project(value, now=now) if _told(issue, notes=notes)]
    return commands(verdict, [_command(issue) for issue in [*found, *map(_ignored, sorted(value.ignored))]])


def targets(
    values: Sequence[Target], *, notes: bool, ended: Outcome | None = None, now: datetime | None = None
) -> str:
    """Return the workflow commands for inspected targets. The commands do not refer to a file of the repository.

    A notice describes each staged release.
    """
    actions = [target.worst.verdict.action for target in values if target.worst is not None]
    worst = max(actions, key=lambda action: action.rank, default=None)
    found = [issue for issue in of_targets(values, now=now) if _told(issue, notes=notes)]
    clear = (ended or outcome.of_targets(values)).clear or worst in {Action.HOLD, Action.BLOCK}
    word = STATES[worst if clear else None]
    staged = [_stage(value.name, lines) for value in values if (lines := plain(value))]
    return commands(word, [*map(_command, found), *staged])


def _told(issue: Issue, *, notes: bool) -> bool:
    return issue.level is not Level.NOTE or (notes and issue.changed)


def _ignored(text: str) -> Issue:
    return Issue(rule="ignored", level=Level.NOTE, name="no effect", package="", subject="", message=text)


def commands(verdict: str, found: Sequence[Command]) -> str:
    """Return the escaped verdict line, one line for each command, and the number of hidden annotations."""
    lines = [f"pratique: {verdict}", *(command.line for command in found[:_MOST_LINES])]
    counts = Counter(command.kind for command in found)
    hidden = [plural(count - _MOST_SHOWN, word) for word, count in counts.items() if count > _MOST_SHOWN]
    if hidden:
        told = f"GitHub shows the first {_MOST_SHOWN} of each kind as annotations"
        lines.append(f"pratique: {told}; in this log only: {', '.join(hidden)}.")
    if len(found) > _MOST_LINES:
        lines.append(
            f"pratique: {len(found) - _MOST_LINES:,} more are not in this log; the full report lists them."
        )
    return "".join(f"{line}\n" for line in lines)


def _command(issue: Issue) -> Command:
    return Command(
        kind=_COMMANDS[issue.level],
        title=f"{issue.name}: {issue.rule}",
        message=_message(issue),
        place=issue.places[0] if issue.places else None,
    )


def _stage(name: str, lines: Sequence[str]) -> Command:
    return Command(kind="notice", title=f"{name}: staged", message="\n".join(lines[1:]))


def _message(issue: Issue) -> str:
    lines = [escape(issue.message, most=1000)]
    if issue.inside:
        lines.append(f"in the package: {escape(str(issue.inside[0]), most=300)}")
    if issue.path:
        lines.append(f"dependency path: {escape(' > '.join(issue.path), most=300)}")
    if not issue.changed:
        lines.append("already in use; this change does not affect the package")
    if issue.waiver is not None:
        lines.append(
            f"waived until {issue.waiver.expires.isoformat()} by {escape(issue.waiver.owner, most=100)}"
        )
    if issue.next_step:
        lines.append(f"next: {escape(issue.next_step, most=1_000)}")
    lines += [escape(text, most=1_000) for text in issue.accept]
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
