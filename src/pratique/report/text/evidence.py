"""Writes the reasons of a stop as lines for a terminal: each reason with its location and code, then other findings."""

from collections.abc import Iterable, Iterator, Sequence

from pratique.core.assessment import Assessment, merge_malware, merge_reasons
from pratique.core.evidence import Signal
from pratique.core.finding import Excerpt, Finding
from pratique.core.location import Location
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.score import SCORE_RULE
from pratique.core.verdict import Reason
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.phrases import next_step, signals
from pratique.report.text.style import Fit, Line, Span, Style, line

_MOST_PLACES = 5
_MOST_REASON = 600
"""The maximum length of a reason.

The reason for a fix set (a fixed release with the releases that it pins) covers several releases.
"""
_MOST_CODE = 200
_WAITS = frozenset({ReasonCode.TOO_YOUNG, ReasonCode.FROZEN})
_Claim = tuple[str, str, Location | None]


def reasons(assessments: Sequence[Assessment], *, verbose: bool = False) -> list[Line]:
    """Return the reasons of a release without duplicates.

    The first finding is shown with its code; all other findings are shown only with their rule. `verbose` shows all
    findings and signals, including those that stop nothing.
    """
    left = {_of_finding(f): f for a in reversed(assessments) for f in reversed(a.findings)}
    lines: list[Line] = []
    folded: dict[str, None] = {}
    shown = ""
    for reason in merge_reasons(assessments):
        finding = left.pop(_of_reason(reason), None)
        if reason.code is ReasonCode.FINDING and shown and not verbose:
            folded[reason.source] = None
            continue
        shown = shown or reason.source if reason.code is ReasonCode.FINDING else shown
        lines += [_reason(reason, finding), *_code(finding), *(_evidence(finding) if verbose else ())]
    folded.pop(shown, None)
    if folded:
        lines.append(
            line(Span(f"  also: {escape(', '.join(folded), most=300)} (`-v` shows each)", Style.FAINT))
        )
    lines += _remarks(assessments)
    if (advice := merge_malware(assessments)) is not None:
        lines += [line(f"  {escape(step, most=300)}") for step in advice.steps]
    return [*lines, *(_rest(assessments, left) if verbose else ())]


def next_steps(assessments: Iterable[Assessment]) -> Iterator[str]:
    """Yield the next step for the most severe reason of a release.

    The steps for malware are shown with the reason instead.
    """
    each = tuple(assessments)
    if merge_malware(each) is not None:
        yield "remove the malicious packages or pin good versions, then run again"
    elif found := merge_reasons(each):
        yield escape(next_step(found[0]), most=300)


def _remarks(assessments: Sequence[Assessment]) -> Iterator[Line]:
    early = (
        note.text
        for one in assessments
        if one.verdict.early
        for note in one.verdict.notes
        if note.code is ReasonCode.TOO_YOUNG
    )
    known = (
        f"no hold for the malware score: {' and '.join(one.dossier.precedents)} showed the same behaviour"
        for one in assessments
        if one.dossier.precedents
    )
    yield from (line(f"  early: {escape(text, most=_MOST_REASON)}") for text in dict.fromkeys(early))
    yield from (line(f"  precedent: {escape(text, most=_MOST_REASON)}") for text in dict.fromkeys(known))


def _rest(assessments: Sequence[Assessment], left: dict[_Claim, Finding]) -> Iterator[Line]:
    quiet = (f for a in assessments for f in a.findings if _of_finding(f) in left)
    yield from (note(finding) for finding in dict.fromkeys(quiet))
    said = {reason.text for reason in merge_reasons(assessments) if reason.code is ReasonCode.HISTORY}
    fired = dict.fromkeys(s for a in assessments for s in signals(a) if s.text not in said)
    yield from map(_signal, fired)


def note(finding: Finding, before: str = "") -> Line:
    """Return the line of a finding that stops nothing."""
    return line(
        f"  {before}note {finding.rule} ({finding.severity.value}, {finding.confidence.value} confidence): ",
        escape(finding.message, most=240),
        Span(f"  {escape(str(finding.locations[0]), most=160)}", Style.PLACE),
    )


def _signal(signal: Signal) -> Line:
    return line(Span(f"  signal {signal.code}: {escape(signal.text, most=240)}", Style.FAINT))


def _of_finding(finding: Finding) -> _Claim:
    return finding.rule, finding.message, finding.locations[0]


def _of_reason(reason: Reason) -> _Claim:
    rule = reason.source if reason.code is ReasonCode.FINDING else reason.code.value
    return rule, reason.text, reason.location


def _reason(reason: Reason, finding: Finding | None) -> Line:
    named = reason.code in {ReasonCode.FINDING, ReasonCode.HISTORY}
    by = reason.source if named else reason.code.value
    sign = Span("  ~ ", Style.HOLD) if reason.code in _WAITS else Span("  ! ", Style.BLOCK)
    place = str(reason.location) if reason.location else ""
    if finding is not None and finding.excerpt is not None:
        place += f":{finding.excerpt.column}"
    said = f"{_score(finding)}{escape(reason.text, most=_MOST_REASON)}"
    return line(
        sign, said, Span(f" [{escape(by)}]", Style.FAINT), Span(f"  {escape(place, most=200)}", Style.PLACE)
    )


def _score(finding: Finding | None) -> str:
    if finding is None or finding.rule != SCORE_RULE:
        return ""
    number = finding.evidence.removeprefix("score ").partition(";")[0]
    return f"malware score {escape(number, most=10)} of 1 (similarity to known malware): "


def _code(finding: Finding | None) -> Iterator[Line]:
    if finding is None or finding.excerpt is None:
        return
    excerpt: Excerpt = finding.excerpt
    size = len(str(excerpt.first_line + len(excerpt.lines) - 1))
    for number, text in enumerate(excerpt.lines, start=excerpt.first_line):
        here = number == finding.locations[0].line
        style = Style.HOLD if here else Style.FAINT
        shown = escape(text.expandtabs(4), most=_MOST_CODE)
        yield line(
            Span(f"    {'>' if here else ' '} {number:>{size}} | ", style, Fit.CUT),
            Span(shown, Style.PLAIN if here else Style.FAINT, Fit.CUT),
        )


def _evidence(finding: Finding | None) -> Iterator[Line]:
    if finding is None:
        return
    if finding.evidence:
        yield line(Span(f"    {escape(finding.evidence, most=160)}", Style.FAINT))
    places = finding.locations[1 : 1 + _MOST_PLACES]
    yield from (line(Span(f"    also {escape(str(place), most=160)}", Style.PLACE)) for place in places)
    if (more := len(finding.locations) - 1 - len(places)) > 0:
        yield line(Span(f"    and {plural(more, 'more place')}", Style.PLACE))


def action_style(action: Action) -> Style:
    """Return the style of an action."""
    return {Action.ALLOW: Style.ALLOW, Action.HOLD: Style.HOLD, Action.BLOCK: Style.BLOCK}[action]
