"""Writes the findings of an HTML page: a block for each package with its advisories, dependency path and fix."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape as reference

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, FixAdvice, severity_word
from pratique.core.names import Ecosystem
from pratique.report.audit.blocks import Block
from pratique.report.audit.issue import next_step
from pratique.report.audit.words import (
    addresses,
    affected_words,
    afterwards,
    exploited_words,
    graded,
    ignored_words,
    listed,
    malice,
    rating,
    severity,
    standing,
    title,
    way_in,
)
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.parts.waiver import quoted

Anchors = Mapping[int, str]
"""The anchor of each finding, by the finding's `id()`."""

_ECOSYSTEMS = frozenset(ecosystem.value for ecosystem in Ecosystem)
_HALVES = re.compile("[\ud800-\udfff]")
"""Matches undecodable bytes in a file name. In path patterns, `*` replaces undecodable bytes."""
_MOST_PLACES = 20
_MOST_LINES = 100
"""The maximum number of lines in a snippet."""


def shown(text: str, *, most: int = 500) -> str:
    """Return text escaped for an HTML element or attribute.

    Hidden characters are shown as escapes.
    """
    return reference(escape(text, most=most), quote=True)


def spoken(text: str, *, most: int = 500) -> str:
    """Return a sentence escaped for HTML.

    Text between backticks becomes a code element.
    """
    parts = shown(text, most=most).split("`")
    if len(parts) % 2 == 0:  # one backtick too many, or cut off
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def block(value: Block, anchors: Anchors) -> str:
    """Return the HTML block of one package. Each finding has its anchor."""
    first = value.gravest
    own = value.fix is None
    heading = f"<h3><code>{shown(value.name)}</code></h3>"
    kind = f'<span class="faint">{shown(value.kind)}</span>'
    grades = f'<span class="grade">{shown(graded(value.findings))}</span>'
    lines = [
        f'<section class="block {classes(value.findings)} c-{severity_word(first.match)}">',
        f'<div class="title">{heading} {kind} {grades}</div>',
    ]
    for finding in value.findings:
        lines += _article(finding, anchors[id(finding)], own_fix=own)
    lines += _how(first)
    said = _to_do(value)
    lines += [f'<div class="fix"><h4>What to do</h4>{said}</div>'] if said else []
    return "\n".join([*lines, "</section>"])


def _to_do(value: Block) -> str:
    malware = dict.fromkeys(
        malice(finding.match) for finding in value.findings if finding.match.kind is AdvisoryKind.MALWARE
    )
    said = [f"<p><strong>{words}</strong></p>" for words in malware]
    if value.fix is not None:
        then = dict.fromkeys(step for finding in value.findings for step in afterwards(finding))
        return "".join([*said, _fix(value.fix), *(f"<p>{spoken(step, most=800)}</p>" for step in then)])
    steps = dict.fromkeys(next_step(finding) for finding in value.findings if finding.fix is None)
    return "".join(
        [*said, *(f"<p>{spoken(step, most=1000)}</p>" for step in steps if step and step not in malware)]
    )


def classes(findings: Iterable[AuditFinding]) -> str:
    """Return the CSS classes for the filter: severity and known exploitation."""
    kept = list(findings)
    grades = dict.fromkeys(f"g-{severity_word(finding.match)}" for finding in kept)
    exploited = ["exploits"] if any(exploited_words(finding.match) for finding in kept) else []
    return " ".join(["filtered", *grades, *exploited])


def _article(finding: AuditFinding, anchor: str, *, own_fix: bool) -> Iterator[str]:
    match = finding.match
    grade = severity_word(match)
    yield f'<article id="{anchor}" class="{classes([finding])} c-{grade}">'
    grades = [f'<span class="grade">{shown(severity(match))}</span>']
    grades += [f"<span>{shown(part)}</span>" for part in rating(match)[1:]]
    if exploited_words(match):
        grades.append(f'<span class="exploited">{shown(exploited_words(match))}</span>')
    yield (
        f'<div class="rank"><h4>{shown(match.id, most=100)}</h4> {" ".join(grades)} '
        f'<a class="anchor" href="#{anchor}" aria-label="Link to this finding">#</a></div>'
    )
    yield f"<p>{shown(title(match))}</p>"
    yield _described(finding)
    if finding.ignored is not None:
        yield f"<p>Ignored: {shown(ignored_words(finding.ignored))}</p>"
    elif own_fix and finding.fix is not None:
        yield f"<div><h4>What to do</h4>{_fix(finding.fix)}</div>"
    if finding.ignored is None:
        yield from _ignoring(finding)
    yield "</article>"


def _described(finding: AuditFinding) -> str:
    match = finding.match
    attacks = match.exploitation
    rows = [("Versions", shown("; ".join(affected_words(match))))]
    rows += [("Contradictions", shown(match.note))] if match.note else []
    rows += [("Also known as", shown(listed(match.aliases, most=20)))] if match.aliases else []
    rows += [("Weakness", shown(listed(match.cwes, most=20)))] if match.cwes else []
    rows += [("CVSS vector", f"<code>{shown(match.vector)}</code>")] if match.vector else []
    if attacks is not None and attacks.kev_due is not None:
        rows.append(("KEV", f"US federal agencies had to fix this by {attacks.kev_due.isoformat()}"))
    rows += [("Published", match.published.date().isoformat())] if match.published else []
    rows.append(("Reported by", shown(listed(match.sources, most=20))))
    rows += [("More information", _link(address)) for address in addresses(match)[:5]]
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{told}</dd>' for name, told in rows)}</dl>"


def _link(address: str) -> str:
    return f'<a href="{shown(address, most=2000)}" rel="noreferrer noopener nofollow">{shown(address, most=200)}</a>'


def _how(finding: AuditFinding) -> Iterator[str]:
    chains = [path for path in finding.paths if len(path) > 1]
    yield '<div class="how"><h4>Dependency path</h4>'
    if chains:
        ways = finding.paths_total
        yield f"<p>{shown(standing(finding))}</p>"
        yield '<ol class="chain">'
        yield from (f"<li><code>{shown(' > '.join(path))}</code></li>" for path in chains)
        yield "</ol>"
        if ways > len(finding.paths):
            yield f'<p class="faint">and {plural(ways - len(finding.paths), "more way")}</p>'
    else:
        yield f"<p>{shown(way_in(finding))}</p>"
    if finding.copy is None:
        places = ", ".join(f"<code>{shown(place)}</code>" for place in finding.sources[:_MOST_PLACES])
        more = len(finding.sources) - _MOST_PLACES
        rest = f" and {plural(more, 'more place')}" if more > 0 else ""
        yield f'<p class="faint">in {places}{rest}</p>' if places else ""
    yield "</div>"


def _fix(fix: FixAdvice) -> str:
    parts = [f"<p>{spoken(fix.text)}</p>"]
    if fix.snippet:
        where = f"<code>{shown(fix.file)}</code>" if fix.file else "the project's manifest"
        parts.append(f"<p>Add to {where}</p>{_pre(fix.snippet)}")
    if fix.command:
        parts.append(f"<p>Run</p><pre>{shown(fix.command)}</pre>")
    return "".join(parts)


def _ignoring(finding: AuditFinding) -> Iterator[str]:
    malware = finding.match.kind is AdvisoryKind.MALWARE
    doubt = "Is the malware report wrong?" if malware else "Is the project unaffected?"
    yield f'<details class="ignore"><summary>{doubt} Ignore the advisory</summary>'
    yield "<p>After a review, fill in these lines and add them to <code>pratique.toml</code>.</p>"
    yield f"{_pre(ignore_snippet(finding))}</details>"


def ignore_snippet(finding: AuditFinding) -> str:
    """Return an `[[ignores]]` entry for one finding. The fields for author, reason and expiry are empty."""
    match = finding.match
    lines = ["[[ignores]]", f"id = {quoted(match.id)}"]
    if match.product.type in _ECOSYSTEMS:
        lines.append(f"package = {quoted(f'{match.product.type}:{match.product.name}')}")
    if finding.copy is not None:
        lines.append(f"path = {quoted(_HALVES.sub('*', finding.copy.path))}")
    lines += [
        'reason = ""      # why the project is unaffected, and who reviewed it',
        'owner = ""       # the responsible person',
        "expires =        # a date, such as 2027-01-31",
    ]
    return "\n".join(lines)


def _pre(text: str) -> str:
    lines = [shown(line, most=1000) for line in text.rstrip("\n").split("\n")]
    more = len(lines) - _MOST_LINES
    told = [*lines[:_MOST_LINES], *([f"and {plural(more, 'more line')}"] if more > 0 else [])]
    return f"<pre>{chr(10).join(told)}</pre>"
