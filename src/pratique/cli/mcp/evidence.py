"""Writes verdicts and evidence as parts of answers, without any text of packages.

The texts are the titles of rules and signals, and the first sentences of the pages of reasons.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pratique.analysis.rules import RULES
from pratique.cli.mcp.wording import NOT_ALLOWED, quoted
from pratique.core.assessment import Assessment, Checked, merge_reasons
from pratique.core.evidence import Known
from pratique.core.finding import Family, Finding
from pratique.core.location import Location
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason
from pratique.history import EVERY
from pratique.report.parts.counts import moment, plural
from pratique.report.parts.phrases import NEXT_STEPS
from pratique.report.verbs.explain import REASON_PAGES

_FAMILIES = {
    Family.INTEGRITY: "digests",
    Family.ARCHIVE: "archive",
    Family.CODE: "code",
    Family.BASELINE: "comparison with an earlier release",
    Family.AGE: "age",
    Family.REGISTRY: "state at the registry",
    Family.ADVISORIES: "advisories",
    Family.HISTORY: "publisher signals",
    Family.SOURCE: "comparison with the source repository",
    Family.REVIEWS: "reviews",
}
_STATES = {Checked.UNKNOWN: "the check failed", Checked.NOT_ASKED: "not checked"}
_HOW = {
    Family.SOURCE: "`pratique inspect --source` compares",
}
DEPENDENCIES = "dependencies of the package: not checked"
_MOST_FAMILIES = 12
_MOST_PLACES = 4


def verdict_of(assessments: Iterable[Assessment]) -> str:
    """Return the verdict about a release: `unknown` if only missing results stop it, or if its check is incomplete."""
    each = tuple(assessments)
    stopping = [one for one in each if one.verdict.action is not Action.ALLOW]
    if any(one.verdict.action is Action.BLOCK for one in stopping):
        return Action.BLOCK.value
    if any(one.verdict.answered for one in stopping):
        return Action.HOLD.value
    whole = each and not stopping and not any(one.gaps for one in each)
    return Action.ALLOW.value if whole else "unknown"


def reasons_of(assessments: Iterable[Assessment], *, most: int) -> list[dict[str, Any]]:
    """Return the reasons of a verdict, most severe first. Findings have their severity and confidence."""
    each = tuple(assessments)
    findings = {(one.rule, one.locations[0]): one for a in each for one in a.findings}
    found = [_reason(one, findings.get((one.source, one.location))) for one in merge_reasons(each)]  # type: ignore[arg-type]
    return _distinct(found)[:most]


def notes_of(assessments: Iterable[Assessment], *, most: int) -> list[dict[str, Any]]:
    """Return the findings that do not stop the release, most severe first."""
    each = tuple(assessments)
    stops = {(one.source, one.location) for one in merge_reasons(each)}
    findings = [one for a in each for one in a.findings if (one.rule, one.locations[0]) not in stops]
    findings.sort(key=lambda one: (-one.severity.rank, -one.confidence.rank, one.rule, one.locations[0]))
    return _distinct(_finding(one) for one in findings)[:most]


def _distinct(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in parts:
        found.setdefault(repr(one), one)
    return list(found.values())


def _reason(reason: Reason, finding: Finding | None) -> dict[str, Any]:
    if finding is not None:
        return {**_finding(finding), "code": reason.code.value}
    rule = reason.source if reason.source in _titles() else ""
    text = _titles()[rule] if rule else REASON_PAGES[reason.code].partition("\n\n")[0]
    part: dict[str, Any] = {"code": reason.code.value, "text": _sentence(text.replace("\n", " "))}
    if rule:
        part["rule"] = rule
    return part | _place(reason.location)


def _finding(finding: Finding) -> dict[str, Any]:
    part: dict[str, Any] = {
        "code": ReasonCode.FINDING.value,
        "text": _sentence(_titles().get(finding.rule, "A rule found something in the artifact")),
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
    }
    further = [quoted(str(place)) for place in finding.locations[1 : _MOST_PLACES + 1]]
    return part | _place(finding.locations[0]) | ({"places": further} if further else {})


def _place(location: Location | None) -> dict[str, Any]:
    if location is None:
        return {}
    part: dict[str, Any] = {"file": quoted(location.path)}
    return part if location.line is None else part | {"line": location.line}


@cache
def _titles() -> dict[str, str]:
    """Return the titles of all rules and signals."""
    return {one.id: one.title for one in (*RULES, *EVERY)}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def ends_of(assessments: Iterable[Assessment]) -> str:
    """Return how the hold or block of a release ends; "" for an allowed release."""
    each = [one.verdict for one in assessments if one.verdict.action is not Action.ALLOW]
    if not each:
        return ""
    if any(one.action is Action.BLOCK for one in each):
        return "the block does not end by itself: use another release or package"
    if any(one.kind is HoldKind.REVIEW for one in each):
        return "a person reviews the release, and approves it with an exception (waiver) or at the gate"
    until = max((one.until for one in each if one.until is not None), default=None)
    return f"the cooldown ends at {moment(until)}" if until else "the cooldown ends by itself"


def step_of(assessments: Iterable[Assessment]) -> str:
    """Return the next step after the verdict about a release."""
    found = merge_reasons(assessments)
    if not found:
        return NOT_ALLOWED
    rule = found[0].source if found[0].source in _titles() else "RULE"
    return NEXT_STEPS[found[0].code].format(source=rule)


def not_checked(assessments: Iterable[Assessment]) -> list[str]:
    """Return what was not checked, one sentence for each kind of evidence."""
    each = tuple(assessments)
    states: dict[Family, Checked] = {}
    in_part = any(isinstance(one.dossier.signals, Known) for one in each)
    for one in each:
        for family, state in one.coverage.families.items():
            if state.checked is not Checked.KNOWN and states.get(family) is not Checked.UNKNOWN:
                states[family] = state.checked
    found = [_untold(family, state, in_part=in_part) for family, state in states.items()]
    unread = sum(len(one.coverage.unread) for one in each)
    if unread:
        found.insert(0, f"{plural(unread, 'file')} with code: not analysed")
    native = sum(one.coverage.native.count for one in each if one.coverage.native)
    if native:
        found.append(f"{plural(native, 'file')} with compiled code: searched for names and hosts only")
    return found[:_MOST_FAMILIES]


def checked(assessments: Iterable[Assessment]) -> Iterator[str]:
    """Yield the kinds of evidence that were checked."""
    families = [one.coverage.families for one in assessments]
    for family, words in _FAMILIES.items():
        if families and all(family in one and one[family].checked is Checked.KNOWN for one in families):
            yield words


def _untold(family: Family, state: Checked, *, in_part: bool) -> str:
    if family is Family.ADVISORIES and state is Checked.NOT_ASKED:
        return (
            "records of malicious releases: missing or out of date; `pratique advisories sync` fetches them"
        )
    how = _HOW.get(family)
    words = "some not checked" if family is Family.HISTORY and in_part else _STATES[state]
    return f"{_FAMILIES[family]}: {words}{f'; {how}' if how else ''}"
