"""Prepares the findings and gaps of an audit as single issues for CI systems.

A fingerprint does not change while the same advisory affects the same package or the same copied file. Lines,
versions, severities and dates do not affect the fingerprint.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, AuditReport, FixAdvice, Remedy
from pratique.core.location import Location
from pratique.report.audit.blocks import name_of
from pratique.report.audit.order import ordered
from pratique.report.audit.words import (
    affected_words,
    afterwards,
    chain,
    exploited_words,
    ignored_words,
    insecure_words,
    listed,
    looked,
    malice,
    malware_advice,
    nothing_words,
    rating,
    title,
    unjudged,
    way_in,
)
from pratique.report.parts.counts import plural
from pratique.report.parts.location import in_repository, place_of

_MOST_PROBLEMS = 20
"""The maximum number of listed problems per file."""
_CONTAIN = frozenset({Remedy.PIN, Remedy.REMOVE})


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding for display.

    All texts are unescaped, so each format must escape the texts.
    """

    finding: AuditFinding
    places: tuple[Location, ...]
    """The lockfile entries or the copied file, relative to the top of the repository."""
    fingerprint: str

    @property
    def name(self) -> str:
        """Return `name@version` of a release, or the name and file of a vendored library."""
        match = self.finding.match
        name = name_of(match.product, match.version)
        return f"{name} in {self.finding.copy.path}" if self.finding.copy else name

    @property
    def title(self) -> str:
        """Return the advisory's summary in one line."""
        return title(self.finding.match)

    @property
    def details(self) -> tuple[str, ...]:
        """Return one line each for the severity, the affected range, the dependency path and the reason of an ignore."""
        match = self.finding.match
        parts = [*rating(match), exploited_words(match)]
        lines = [", ".join(part for part in parts if part), "; ".join(affected_words(match))]
        lines += [match.note] if match.note else []
        lines += [f"also {listed(match.aliases)}"] if match.aliases else []
        lines.append(way_in(self.finding))
        if self.finding.ignored is not None:
            lines.append(f"ignored: {ignored_words(self.finding.ignored)}")
        return tuple(lines)

    @property
    def next_step(self) -> str:
        """Return the recommended next step for the finding."""
        return next_step(self.finding)

    @property
    def chain(self) -> str:
        """Return the shortest dependency path of a transitive dependency; "" for a direct dependency."""
        return "" if self.finding.direct else chain(self.finding)


def issues(value: AuditReport) -> tuple[Issue, ...]:
    """Return all findings as issues: active findings before ignored findings, most severe first."""
    report = ordered(value)
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[Issue] = []
    for finding in report.findings:
        product = finding.match.product
        parts = (finding.match.id, product.type, product.name, finding.copy.path if finding.copy else "")
        whole = "\0".join((*parts, str(seen[parts])))
        seen[parts] += 1
        digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
        found.append(Issue(finding, _places(finding, report.root), digest))
    return tuple(found)


def _places(finding: AuditFinding, root: str) -> tuple[Location, ...]:
    if finding.copy is not None:
        return (in_repository(root, Location(finding.copy.path)),)
    return tuple(in_repository(root, place_of(source)) for source in finding.sources)


def next_step(finding: AuditFinding) -> str:
    """Return the next step for one finding; empty for an ignored finding."""
    if finding.ignored is not None:
        return ""
    if finding.match.kind is AdvisoryKind.MALWARE:
        return _contain(finding)
    if finding.fix is not None:
        return "; ".join(_told(finding.fix))
    if finding.copy is not None and finding.match.fixed:
        return f"replace the copied file with version {finding.match.fixed[0]} or newer"
    if finding.match.fixed:
        return f"upgrade to one of the fixed versions: {listed(finding.match.fixed)}"
    return "no fixed version known: remove the package, or check whether the advisory affects you"


def _contain(finding: AuditFinding) -> str:
    said, advice = malice(finding.match), malware_advice(finding)
    if advice is None:
        return said
    fix = finding.fix
    parts = _told(fix) if fix is not None and fix.remedy in _CONTAIN else [advice.remove]
    sentences = (f"{part[:1].upper()}{part[1:].removesuffix('.')}." for part in (said, *parts))
    return " ".join((*sentences, *afterwards(finding)))


def _told(fix: FixAdvice) -> list[str]:
    parts = [fix.text]
    if fix.snippet:
        where = fix.file or "the project's manifest"
        parts.append(f"add to {where}: {' '.join(fix.snippet.split())}")
    return parts + ([f"run `{fix.command}`"] if fix.command else [])


def gaps(value: AuditReport) -> tuple[str, ...]:
    """Return one sentence for each gap that makes the report incomplete, such as an unread file."""
    report = ordered(value)
    told = [] if looked(report) else [nothing_words(report)]
    told += report.gaps
    for file in report.files:
        if file.error is not None:
            told.append(f"{file.path} was not read: {file.error.message}; {file.error.hint}")
        told += [f"{file.path}: {problem}" for problem in file.problems[:_MOST_PROBLEMS]]
        more = len(file.problems) - _MOST_PROBLEMS
        told += [f"{file.path}: {plural(more, 'more problem')}"] if more > 0 else []
    told += [f"{item.purl} was not audited: {item.why}" for item in report.not_audited]
    told += [f"an ignore could not be read: {text}" for text in report.ignores.unread]
    return tuple(dict.fromkeys(text or "an unspecified check" for text in told))


def remarks(value: AuditReport) -> tuple[str, ...]:
    """Return the remarks about the run that do not make the report incomplete, such as expired or unused ignores."""
    report = ordered(value)
    told = [note] if (note := unjudged(report.findings)) else []
    told += [f"unsafe source: {insecure_words(one)}: {listed(one.sources)}" for one in report.insecure]
    told += [f"an ignore has expired: {ignore.label}" for ignore in report.ignores.expired]
    told += [f"an ignore matched nothing: {ignore.label}" for ignore in report.ignores.unused]
    told += [_retired(item.purl, item.kind.value, item.text) for item in report.retired]
    return (*told, *(f"has no effect: {text}" for text in report.notes))


def _retired(purl: str, kind: str, text: str) -> str:
    return f"{purl} is {kind}: {text}" if text else f"{purl} is {kind}"
