"""The first words of a review: the verdict in plain words, and what to do now."""

from collections.abc import Sequence

from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.outcome import Outcome, of_project
from pratique.core.policy import Action
from pratique.core.reading import Since
from pratique.core.verdict import HoldKind
from pratique.report.parts.change_effect import as_it_was
from pratique.report.parts.counts import is_commit, moment, plural
from pratique.report.parts.escape import code
from pratique.report.parts.phrases import wait_ends

INCOMPLETE = "incomplete"
"""The word for what nothing stops and what was not answered as a whole."""
WARNING = "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"
"""The mark for it."""
MARKS = {
    Action.ALLOW: "\N{WHITE HEAVY CHECK MARK}",
    Action.HOLD: "\N{DOUBLE VERTICAL BAR}\N{VARIATION SELECTOR-16}",
    Action.BLOCK: "\N{NO ENTRY}",
}
_GAPS = "\N{LEFT DOUBLE QUOTATION MARK}Not looked at\N{RIGHT DOUBLE QUOTATION MARK}"


def state_word(ended: Outcome, action: Action) -> str:
    """Return the verdict of a run in one word: `allow` where it is clear, and nowhere else."""
    return action.value if ended.clear or action is not Action.ALLOW else INCOMPLETE


def state_mark(ended: Outcome, action: Action) -> str:
    """Return the mark of a run: the check mark where it is clear, and nowhere else."""
    return MARKS[action] if ended.clear or action is not Action.ALLOW else WARNING


def acted(value: ProjectReport) -> Action:
    """Return the gravest action of any package; a hold where only something was not judged, or nothing was read."""
    actions = [package.action for package in value.packages]
    if value.not_judged or not value.files:
        actions.append(Action.HOLD)
    return max(actions, key=lambda action: action.rank, default=Action.ALLOW)


def headline(value: ProjectReport, *, ended: Outcome | None = None) -> str:
    """One line of Markdown: verdict, count, and what to do now."""
    ended = ended or of_project(value)
    mark = state_mark(ended, acted(value))
    verdict, now = _words(value, ended)
    return f"**{mark} {verdict}** {now}{_besides(value)}"


def base_words(since: Since) -> str:
    """What was compared with. A bare commit is not named: it moves each time somebody else merges."""
    return "the base commit" if is_commit(since.reference) else code(since.reference, most=100)


def nothing_read(value: ProjectReport) -> str:
    """Return why nothing was looked at; "" where something was."""
    if not value.files:
        return "no lockfile was found"
    unread = sum(file.error is not None for file in value.files)
    if unread < len(value.files) or value.packages or value.not_judged:
        return ""
    return f"{plural(unread, 'file')} {'was' if unread == 1 else 'were'} not read"


def _words(value: ProjectReport, ended: Outcome) -> tuple[str, str]:
    if not value.files:
        return (
            "Nothing was looked at: no lockfile was found.",
            "Add a lockfile, or name it: <code>pratique check PATH</code>.",
        )
    if unread := nothing_read(value):
        return f"Nothing was looked at: {unread}.", f"See {_GAPS} below."
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    if stopped:
        return _stopped(value, stopped)
    if value.not_judged:
        return (
            f"Not yet: {plural(len(value.not_judged), 'package')} could not be judged.",
            f"Mend what is named under {_GAPS}, then run again.",
        )
    what = "this change" if value.since else "this project"
    if ended.clear:
        return f"No reason to stop {what}.", "Nothing to do."
    missing = "The log of the run says what is missing."
    if not value.complete:
        missing = f"See {_GAPS} below before you decide."
    return f"Incomplete: not everything in {what} could be looked at.", missing


def _stopped(value: ProjectReport, stopped: Sequence[JudgedPackage]) -> tuple[str, str]:
    own = [package for package in stopped if not as_it_was(package, value)]
    if not own:
        return f"{_in_use(stopped)}.", "This change does not bring that in; the reasons are below."
    command = "Do not merge" if value.since else "Do not install"
    blocked = [package for package in own if package.action is Action.BLOCK]
    waiting = [package for package in own if package.worst.verdict.kind is HoldKind.WAIT]
    reviews = len(own) - len(blocked) - len(waiting)
    parts = [f"{plural(len(blocked), 'package')} blocked"] if blocked else []
    parts += [f"{plural(reviews, 'package')} to be reviewed by a person"] if reviews else []
    parts += [f"{plural(len(waiting), 'package')} too young"] if waiting else []
    told = ", ".join(parts)
    if blocked:
        return f"{command}: {told}.", "Choose another version, or do without it; the reasons are below."
    if reviews:
        return (
            f"{command} yet: {told}.",
            "Read the reasons below, then let it through or choose another version.",
        )
    ends = [wait_ends(package.worst.verdict) for package in waiting]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return f"{command} yet: {told}.", "Run again later, or choose an older version."
    return (
        f"{command} before {moment(max(known))}: {told}.",
        "Run again after that time, or choose an older version.",
    )


def _besides(value: ProjectReport) -> str:
    """A sentence about what is stopped and not part of the change, when something else has the first word."""
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    before = [package for package in stopped if as_it_was(package, value)]
    return f" Besides, {_in_use(before)}." if before and len(before) < len(stopped) else ""


def _in_use(stopped: Sequence[JudgedPackage]) -> str:
    worst = max((package.action for package in stopped), key=lambda action: action.rank)
    verb = "is" if len(stopped) == 1 else "are"
    return f"{plural(len(stopped), 'package')} in use already {verb} {'blocked' if worst is Action.BLOCK else 'held'}"
