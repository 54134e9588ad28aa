"""Builds the headline of a review: the verdict in plain words and the next step."""

from collections.abc import Sequence

from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.outcome import Outcome, of_project
from pratique.core.policy import Action
from pratique.core.reading import Since
from pratique.core.verdict import HoldKind
from pratique.report.parts.change_effect import as_it_was, gone
from pratique.report.parts.counts import is_commit, moment, plural
from pratique.report.parts.escape import code
from pratique.report.parts.phrases import NO_REASON, wait_ends, waits_for

INCOMPLETE = "incomplete"
"""The verdict for a package that is not stopped and not fully checked."""
WARNING = "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"
"""The symbol in front of the `INCOMPLETE` verdict."""
MARKS = {
    Action.ALLOW: "\N{WHITE HEAVY CHECK MARK}",
    Action.HOLD: "\N{DOUBLE VERTICAL BAR}\N{VARIATION SELECTOR-16}",
    Action.BLOCK: "\N{NO ENTRY}",
}
NOTHING = "Nothing checked"
"""The verdict if no file was read."""
STATES: dict[Action | None, str] = {
    Action.ALLOW: "OK",
    Action.HOLD: "Hold",
    Action.BLOCK: "Block",
    None: "Incomplete",
}
"""The first word of a verdict line.

The key None means that nothing is stopped, but not everything was checked.
"""
_GAPS = "\N{LEFT DOUBLE QUOTATION MARK}Not checked\N{RIGHT DOUBLE QUOTATION MARK}"
_SKIPPED = {
    "not installed on": "other platforms",
    "a workspace": "workspaces",
    "a link": "links",
    "bundled in": "bundled",
    "excluded by": "excluded files",
    "a Python environment": "environments",
    "unchanged": "problems from before the change",
}


def state_mark(ended: Outcome, action: Action) -> str:
    """Return the symbol for the result of a run. Only a run without any stop or gap gets the check mark."""
    return MARKS[action] if ended.clear or action is not Action.ALLOW else WARNING


def acted(value: ProjectReport) -> Action:
    """Return the strictest action of all packages.

    The action is at least a hold if a package was not judged or no file was read.
    """
    actions = [package.action for package in value.packages]
    if value.not_judged or not value.files:
        actions.append(Action.HOLD)
    return max(actions, key=lambda action: action.rank, default=Action.ALLOW)


def verdict_line(value: ProjectReport, ended: Outcome) -> tuple[str, str]:
    """Return the verdict of a project in one word, with the counts. Only a run without any stop or gap gets "OK"."""
    if unread := nothing_read(value):
        return NOTHING, unread
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    action = max((package.action for package in stopped), key=lambda one: one.rank, default=Action.ALLOW)
    word = STATES[action] if ended.clear or stopped else STATES[None]
    fine = sum(
        p.action is Action.ALLOW and not any(one.gaps for one in p.assessments) for p in value.packages
    )
    if ended.clear and not stopped:
        if not fine:
            files = plural(len(value.files), "file")
            return word, "no packages changed" if value.since else f"no packages to check in {files}"
        return word, f"{plural(fine, 'package')} checked, {NO_REASON}"
    if stopped and not ended.complete:
        word += " (incomplete)"
    parts = [*_counts(stopped), *_not_read(value)]
    if not parts:
        parts = ["some requested checks have no result"]
    return word, ", ".join(parts) + (f"; {fine:,} without issues" if fine else "")


def _counts(stopped: Sequence[JudgedPackage]) -> list[str]:
    blocked = sum(package.action is Action.BLOCK for package in stopped)
    waits = [package.worst.verdict for package in stopped if package.worst.verdict.kind is HoldKind.WAIT]
    reviews = len(stopped) - blocked - len(waits)
    parts = [f"{plural(blocked, 'package')} blocked"] if blocked else []
    parts += [f"{plural(reviews, 'package')} {'needs' if reviews == 1 else 'need'} review"] if reviews else []
    for name in dict.fromkeys(map(waits_for, waits)):
        found = [verdict for verdict in waits if waits_for(verdict) == name]
        ends = [wait_ends(verdict) for verdict in found]
        known = [end for end in ends if end is not None]
        until = f" until {moment(max(known))}" if len(known) == len(ends) else ""
        parts.append(f"{plural(len(found), 'package')} in {name}{until}")
    return parts


def _not_read(value: ProjectReport) -> list[str]:
    unread = sum(file.error is not None for file in value.files)
    parts = sum(bool(file.problems) and file.error is None for file in value.files)
    packages = sum(any(one.gaps for one in package.assessments) for package in value.packages)
    settings = sum(one.stops for one in value.install_settings)
    counts = (
        (packages, plural(packages, "package") + " not fully checked"),
        (len(value.not_judged), plural(len(value.not_judged), "package") + " not checked"),
        (unread, plural(unread, "file") + " not read"),
        (parts, plural(parts, "file") + " partly read"),
        (settings, plural(settings, "changed install setting") + " to review"),
    )
    return [text for count, text in counts if count]


def scope_words(value: ProjectReport) -> str:
    """Return the scope of the verdict in parentheses (the change and the skipped entries); "" if both are empty."""
    parts: list[str] = []
    if value.since is not None:
        parts.append(f"changes since {value.since.reference}@{value.since.commit[:12]}")
        removed = len(gone(value))
        parts += [f"{removed:,} removed"] if removed else []
        parts += [f"{value.since.unchanged:,} unchanged"] if value.since.unchanged else []
    if value.out_of_scope:
        kinds = dict.fromkeys(_skipped(item.why) for item in value.out_of_scope)
        parts.append(f"{len(value.out_of_scope):,} skipped: {', '.join(kinds)}")
    return f" ({', '.join(parts)})" if parts else ""


def _skipped(why: str) -> str:
    return next((word for start, word in _SKIPPED.items() if why.startswith(start)), "other reasons")


def headline(value: ProjectReport, *, ended: Outcome | None = None) -> str:
    """Return one line of Markdown with the verdict and the next step."""
    ended = ended or of_project(value)
    mark = state_mark(ended, acted(value))
    word, rest = verdict_line(value, ended)
    return f"**{mark} {word}: {rest}.** {_now(value, ended)}{_besides(value)}"


def base_words(since: Since) -> str:
    """Return the base of the change.

    A commit id is not shown, because the id differs after every merge.
    """
    return "the base commit" if is_commit(since.reference) else code(since.reference, most=100)


def nothing_read(value: ProjectReport) -> str:
    """Return the reason why nothing was checked, or "" if something was checked."""
    if not value.files:
        return "no lockfile found"
    unread = sum(file.error is not None for file in value.files)
    if unread < len(value.files) or value.packages or value.not_judged:
        return ""
    return f"{plural(unread, 'file')} could not be read"


def _now(value: ProjectReport, ended: Outcome) -> str:
    if not value.files:
        return "Add a lockfile, or specify its path: <code>pratique check PATH</code>."
    if nothing_read(value):
        return f"See {_GAPS} below."
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    if stopped:
        return _stopped(value, stopped)
    if value.not_judged:
        return f"Fix the problems under {_GAPS}, then run the check again."
    if ended.clear:
        return "Nothing to do."
    return (
        f"See {_GAPS} below before you decide."
        if not value.complete
        else "The log of the run lists the missing checks."
    )


def _stopped(value: ProjectReport, stopped: Sequence[JudgedPackage]) -> str:
    own = [package for package in stopped if not as_it_was(package, value)]
    if not own:
        return "This change does not affect these packages; the reasons are below."
    command = "Do not merge" if value.since else "Do not install"
    if any(package.action is Action.BLOCK for package in own):
        return f"{command}. Use another version, or remove the package; the reasons are below."
    waiting = [package for package in own if package.worst.verdict.kind is HoldKind.WAIT]
    if len(waiting) < len(own):
        return f"{command} yet. Read the reasons below, then approve the package or use another version."
    ends = [wait_ends(package.worst.verdict) for package in waiting]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return f"{command} yet. Run again later, or use an older version."
    return f"{command} before {moment(max(known))}. Run again after that time, or use an older version."


def _besides(value: ProjectReport) -> str:
    stopped = [package for package in value.packages if package.action is not Action.ALLOW]
    before = [package for package in stopped if as_it_was(package, value)]
    return f" In addition, {_in_use(before)}." if before and len(before) < len(stopped) else ""


def _in_use(stopped: Sequence[JudgedPackage]) -> str:
    worst = max((package.action for package in stopped), key=lambda action: action.rank)
    verb = "is" if len(stopped) == 1 else "are"
    return f"{plural(len(stopped), 'package')} already in use {verb} {'blocked' if worst is Action.BLOCK else 'held'}"
