"""Why something is stopped, as lines for a terminal: each reason with its evidence under it, then what to do."""

from collections.abc import Iterable, Iterator, Sequence

from pratique.core.assessment import Assessment, merge_reasons
from pratique.core.evidence import Signal
from pratique.core.finding import Finding
from pratique.core.location import Location
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Reason
from pratique.report.parts.escape import escape
from pratique.report.parts.phrases import next_steps, signals
from pratique.report.text.style import Line, Span, Style, line

_MOST_PLACES = 5
_MOST_REASON = 600
"""A fix set says of several members what keeps it waiting."""
_Claim = tuple[str, str, Location | None]


def reasons(assessments: Sequence[Assessment]) -> list[Line]:
    """The reasons of all artifacts of a release, each said once, the next steps, and the findings that stop nothing."""
    left = {_of_finding(f): f for a in reversed(assessments) for f in reversed(a.findings)}
    lines: list[Line] = []
    found = merge_reasons(assessments)
    for reason in found:
        lines.append(_reason(reason))
        finding = left.pop(_of_reason(reason), None)
        lines += _evidence(finding) if finding else []
    lines += [
        line(f"  early: {escape(text, most=_MOST_REASON)}") for text in dict.fromkeys(_early(assessments))
    ]
    lines += [
        line(f"  precedent: {escape(text, most=_MOST_REASON)}") for text in dict.fromkeys(_known(assessments))
    ]
    steps = dict.fromkeys(step for reason in found for step in next_steps(reason, assessments))
    lines += [line(f"  next: {escape(step, most=300)}") for step in steps]
    lines += _notes(f for a in assessments for f in a.findings if _of_finding(f) in left)
    said = {reason.text for reason in found if reason.code is ReasonCode.HISTORY}
    return lines + _signals(s for a in assessments for s in signals(a) if s.text not in said)


def _early(assessments: Iterable[Assessment]) -> Iterator[str]:
    """Why artifacts were let in before their age."""
    for assessment in assessments:
        if assessment.verdict.early:
            yield from (note.text for note in assessment.verdict.notes if note.code is ReasonCode.TOO_YOUNG)


def _known(assessments: Iterable[Assessment]) -> Iterator[str]:
    """Which earlier releases show what the score would have held artifacts for."""
    for assessment in assessments:
        if names := assessment.dossier.precedents:
            yield f"the score does not hold it, since {' and '.join(names)} did the same"


def _signals(spoken: Iterable[Signal]) -> list[Line]:
    return [
        line(Span(f"  signal {signal.code}: {escape(signal.text, most=240)}", Style.FAINT))
        for signal in dict.fromkeys(spoken)
    ]


def _of_finding(finding: Finding) -> _Claim:
    return finding.rule, finding.message, finding.locations[0]


def _of_reason(reason: Reason) -> _Claim:
    rule = reason.source if reason.code is ReasonCode.FINDING else reason.code.value
    return rule, reason.text, reason.location


def _reason(reason: Reason) -> Line:
    place = f"  {reason.location}" if reason.location else ""
    return line(
        f"  {reason.code.value}: {escape(reason.text, most=_MOST_REASON)}",
        Span(f" [{escape(reason.source)}]", Style.FAINT),
        Span(escape(place, most=200), Style.PLACE),
    )


def _evidence(finding: Finding) -> list[Line]:
    lines = [line(Span(f"    {escape(finding.evidence, most=160)}", Style.FAINT))] if finding.evidence else []
    places = finding.locations[1 : 1 + _MOST_PLACES]
    lines += [line(Span(f"    also {escape(str(place), most=160)}", Style.PLACE)) for place in places]
    more = len(finding.locations) - 1 - len(places)
    return [*lines, line(Span(f"    and {more} more places", Style.PLACE))] if more > 0 else lines


def _notes(findings: Iterable[Finding]) -> list[Line]:
    return [
        line(
            f"  note {finding.rule} ({finding.severity.value}, {finding.confidence.value} confidence): ",
            escape(finding.message, most=240),
            Span(f"  {escape(str(finding.locations[0]), most=160)}", Style.PLACE),
        )
        for finding in dict.fromkeys(findings)
    ]
