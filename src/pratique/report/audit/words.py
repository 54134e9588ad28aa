"""Builds the phrases that all audit reports share. The phrases are unescaped.

No phrase states that a package is secure, because an audit covers only published advisories and readable files.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from urllib.parse import quote

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Cover, Product, SourceState
from pratique.core.audit import (
    AuditFinding,
    AuditReport,
    CopyKind,
    Ignore,
    InsecureSource,
    Remedy,
    SourceRule,
    VendoredCopy,
    severity_word,
)
from pratique.core.malware import MalwareAdvice, advice_of
from pratique.core.outcome import Outcome
from pratique.report.audit.blocks import RUNTIME, told
from pratique.report.audit.order import GRADES
from pratique.report.parts.counts import is_commit, plural

MALICIOUS = "known to be malicious"
DISPUTED = "reported as malicious, but disputed: read both advisories, then remove the package or ignore the advisory by its id"
PERHAPS_MALICIOUS = "some versions are reported as malicious: check which ones before you run the package"


def malice(match: AdvisoryMatch) -> str:
    """Return a sentence with the known facts about a malicious version."""
    if match.disputed is not None:
        return DISPUTED
    return MALICIOUS if match.certain else PERHAPS_MALICIOUS


def malware_advice(finding: AuditFinding) -> MalwareAdvice | None:
    """Return the advice for a release that is certainly malicious and not ignored; None for all other findings."""
    if finding.ignored is not None:
        return None
    return finding.malware or advice_of(finding.match)


def afterwards(finding: AuditFinding) -> tuple[str, ...]:
    """Return the steps that follow the removal of malware; empty for other findings."""
    advice = malware_advice(finding)
    return () if advice is None else (advice.ran, advice.rotate)


UNCERTAIN = "the advisories list no versions, so these packages may be unaffected"
_COUNTED = {"malware": "malicious", "unknown": "of unknown severity"}
_SEVERITIES = {"malware": "malicious", "unknown": "severity unknown"}
_RECOGNISED = {
    CopyKind.HASH: "recognised by its digest",
    CopyKind.CONTENT: "recognised by its content",
    CopyKind.FILENAME: "recognised only by its file name",
    CopyKind.MANIFEST: "recognised by an adjacent manifest",
}
_MOST_LISTED = 5
_MOST_ADDRESS = 1_000
_OF_URIS = ":/?#[]@!$&'()*+,;=%-._~"
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEB = re.compile(r"https?://[\w.\[]", re.ASCII)


def headline(value: AuditReport, ended: Outcome | None = None) -> str:
    """Return the verdict line: a word, the gaps, the numbers of findings and packages, and the number of available fixes."""
    if not looked(value):
        return nothing_words(value)
    left = left_words(value)
    found = any(value.counts.values())
    said = found_words(value) if found else none_words(value)
    unsafe = sum(one.stops for one in value.insecure)
    said += f"; {plural(unsafe, 'unsafe source')}" if unsafe else ""
    if not found:
        clear = (ended is None or ended.clear) and not unsafe
        return f"Incomplete ({left}): {said}" if left else f"{'OK' if clear else 'Not OK'}: {said}"
    word = "Malware" if value.counts.get("malware") else "Vulnerable"
    return f"{word} (incomplete: {left}): {said}" if left else f"{word}: {said}"


def looked(value: AuditReport) -> bool:
    """Return True if any release or copied library was compared with advisories."""
    return bool(value.inventory or value.copies) and (bool(value.sources) or value.new == 0)


def read(value: AuditReport) -> bool:
    """Return True if every file in scope was read and every entry was compared with advisory sources."""
    return value.complete and (bool(value.sources) or value.new == 0)


def complete(value: AuditReport) -> bool:
    """Return True if every file was read and no finding is uncertain.

    A report may call the result complete only if this function returns True.
    """
    return read(value) and not value.uncovered and not told(value.findings).uncertain


def nothing_words(value: AuditReport) -> str:
    """Return the reason why nothing was checked; empty if something was checked."""
    if value.inventory or value.copies:
        return "Nothing checked: no advisory source is installed"
    if any(file.error is not None for file in value.files):
        unread = sum(file.error is not None for file in value.files)
        return f"Nothing checked: {plural(unread, 'file')} could not be read"
    if value.not_audited:
        entries = plural(len(value.not_audited), "entry", "entries")
        return f"Nothing checked: advisories cannot match the {entries} found"
    if value.files:
        files = plural(len(value.files), "file")
        return f"Nothing checked: no release to look up in {files}"
    if value.copies is not None:
        return "Nothing checked: no lockfile and no copied library found"
    return "Nothing checked: no lockfile found"


def left_words(value: AuditReport) -> str:
    """Return the numbers of gaps that make a report incomplete; empty for a complete report."""
    if complete(value):
        return ""
    counts = (
        (len(value.gaps), "gap", "gaps"),
        (
            len(value.uncovered),
            "advisory kind without a source",
            "advisory kinds without a source",
        ),
        (sum(file.error is not None for file in value.files), "file not read", "files not read"),
        (
            sum(bool(file.problems) and file.error is None for file in value.files),
            "partly read file",
            "partly read files",
        ),
        (len(value.not_audited), "entry not audited", "entries not audited"),
        (len(told(value.findings).uncertain), "uncertain finding", "uncertain findings"),
    )
    parts = [plural(count, one, many) for count, one, many in counts if count]
    return ", ".join(parts) or "not everything was checked"


def found_words(value: AuditReport) -> str:
    """Return the numbers of findings by severity, affected packages and available fixes."""
    counted = [finding for finding in value.findings if finding.stops]
    counts = [f"{count:,} {_COUNTED.get(word, word)}" for word, count in value.counts.items() if count]
    new = f"new since {since_words(value)}: " if value.since else ""
    mended = sum(has_fix(finding) for finding in counted)
    parts = [f"{new}{', '.join(counts)} in {_where(value, counted)}"]
    parts.append(f"{mended or 'none'} {'has' if mended <= 1 else 'have'} a fix")
    parts += [f"besides {_and(_besides(value))}"] if _besides(value) else []
    return "; ".join(parts + _lockless(value))


def none_words(value: AuditReport) -> str:
    """Return a sentence that states the absence of findings, with the number of packages and the age of the sources."""
    besides = _besides(value)
    if value.new == 0:
        but = f"; besides {_and(besides)}" if besides else ""
        return f"nothing new since {since_words(value)}: the change adds no release to look up{but}"
    new = f"nothing new since {since_words(value)}: " if value.since else ""
    but = f"besides {_and(besides)}, " if besides else ""
    said = "no known advisories for" if complete(value) else "no advisories found so far for"
    return "; ".join([f"{new}{but}{said} {_looked_up(value)} ({as_of(value)})", *_lockless(value)])


def _looked_up(value: AuditReport) -> str:
    if value.new is None:
        return things(value)
    return f"{plural(value.new, 'release')} that the change adds"


def _besides(value: AuditReport) -> list[str]:
    ignored = len(told(value.findings).ignored)
    insecure = sum(one.stops for one in value.insecure)
    parts = [plural(insecure, "unsafe source")] if insecure else []
    parts += [f"{ignored:,} ignored"] if ignored else []
    return parts + ([f"{value.known:,} known before"] if value.known else [])


def insecure_words(one: InsecureSource) -> str:
    """Return the reason why a package source is insecure, and whether it is only a note."""
    why = {
        SourceRule.PLAINTEXT: "is downloaded over a connection that others on the network can modify",
        SourceRule.TLS_OFF: "disables certificate verification",
    }[one.rule]
    return f"{one.text} {why} [{one.rule.value}]" + (" (note only)" if one.noted else "")


def _lockless(value: AuditReport) -> list[str]:
    """Return a note that only a runtime was audited and no lockfile was found."""
    return ["no lockfile found"] if value.inventory and not value.files else []


def _where(value: AuditReport, counted: Iterable[AuditFinding]) -> str:
    packages: set[object] = set()
    runtimes: set[object] = set()
    copies: set[object] = set()
    for finding in counted:
        match = finding.match
        if finding.copy is not None:
            copies.add((finding.copy.path, match.product, match.version))
        else:
            kept = runtimes if match.product.type == RUNTIME else packages
            kept.add((match.product, match.version))
    parts = []
    if packages:
        parts.append(f"{len(packages):,} of {plural(value.packages, 'package')}{_groups(value)}")
    parts += [plural(len(runtimes), "runtime")] if runtimes else []
    parts += [plural(len(copies), "copied library", "copied libraries")] if copies else []
    return _and(parts)


def things(value: AuditReport) -> str:
    """Return the numbers of audited packages, runtimes and vendored libraries."""
    runtimes = len(value.inventory) - value.packages
    parts = [plural(value.packages, "package") + _groups(value)] if value.packages else []
    parts += [plural(runtimes, "runtime")] if runtimes else []
    if value.copies or (value.copies is not None and not parts):
        parts.append(plural(value.copies, "copied library", "copied libraries"))
    return _and(parts)


def _groups(value: AuditReport) -> str:
    if not value.groups:
        return ""
    return f" of the {'group' if len(value.groups) == 1 else 'groups'} {_and(value.groups)}"


def since_words(value: AuditReport) -> str:
    """Return the git reference of the base that the audit compares with. A commit id is shortened."""
    if value.since is None:
        return ""
    reference = value.since.reference
    return reference[:12] if is_commit(reference) else reference


def as_of(value: AuditReport) -> str:
    """Return the date of the oldest advisory source on which the report depends.

    For each kind of advisory, the report depends on the freshest source that is complete for that kind. Without such a
    source, the report depends on the sources that are complete for any kind, or else on all sources.
    """
    claiming = [state for state in value.sources if state.covers]
    states = list(_rests_on(value)) or claiming or list(value.sources)
    known = [state.fresh_at.date() for state in states if state.fresh_at is not None]
    if not known:
        return "sources of unknown age"
    unknown = len(states) - len(known)
    more = f", {unknown} of unknown age" if unknown else ""
    return f"sources as of {min(known).isoformat()}{more}"


def _rests_on(value: AuditReport) -> Iterator[SourceState]:
    types = {type_ for item in value.inventory for type_ in (item.product.type, _engine(item.product))}
    freshest: dict[Cover, SourceState] = {}
    for state in value.sources:
        for cover in state.covers:
            if cover.type in types and _is_fresher(state, freshest.get(cover)):
                freshest[cover] = state
    yield from {state.name: state for state in freshest.values()}.values()


def _engine(product: Product) -> str:
    return f"{product.type}/{product.name}"


def _is_fresher(state: SourceState, other: SourceState | None) -> bool:
    if other is None or other.fresh_at is None:
        return True
    return state.fresh_at is not None and state.fresh_at > other.fresh_at


def source_words(state: SourceState) -> str:
    """Return the name, date and size of an advisory source, such as `osv-npm (2026-11-25, 212,345 records)`."""
    day = state.fresh_at.date().isoformat() if state.fresh_at is not None else "of unknown age"
    return f"{state.name} ({day}, {plural(state.imported, 'record')})"


def held_against(value: AuditReport) -> str:
    """Return the advisory sources of the audit and their age."""
    if not value.sources:
        return "No advisory source was used"
    return f"Checked against {', '.join(source_words(state) for state in value.sources)}"


def severity(match: AdvisoryMatch) -> str:
    """Return the severity in words: `malicious`, `high` or `severity unknown`."""
    word = severity_word(match)
    return _SEVERITIES.get(word, word)


def graded(findings: Collection[AuditFinding]) -> str:
    """Return the number of findings of each severity, most severe first, such as `1 critical, 2 of unknown severity`."""
    words = [severity_word(finding.match) for finding in findings]
    counts = [(words.count(word), _COUNTED.get(word, word)) for word in GRADES]
    if len(words) == 1:
        return severity(next(iter(findings)).match)
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def rating(match: AdvisoryMatch) -> list[str]:
    """Return the severity, the CVSS score and the EPSS probability of a finding."""
    parts = [severity(match)]
    parts += [f"CVSS {match.score:.1f}"] if match.score is not None else []
    attacks = match.exploitation
    if attacks is not None and attacks.epss is not None:
        parts.append(f"EPSS {percent(attacks.epss)}")
    return parts


def exploited_words(match: AdvisoryMatch) -> str:
    """Return `exploited (KEV since 2023-01-02, used by ransomware)`, or "" if CISA does not list the vulnerability."""
    attacks = match.exploitation
    if attacks is None or attacks.kev_added is None:
        return ""
    ransom = ", used by ransomware" if attacks.ransomware else ""
    return f"exploited (KEV since {attacks.kev_added.isoformat()}{ransom})"


def addresses(match: AdvisoryMatch) -> tuple[str, ...]:
    """Return the references of an advisory as URIs (RFC 3986).

    Very long references and those that are not web pages are omitted.
    """
    written = (_STRAY.sub("%25", quote(url, safe=_OF_URIS, errors="replace")) for url in match.urls)
    return tuple(url for url in written if _WEB.match(url) and len(url) <= _MOST_ADDRESS)


def percent(share: float) -> str:
    """Return a share from 0 to 1 in percent.

    A small share is never shown as zero.
    """
    return "below 0.1 %" if 0 < share < 0.001 else f"{share * 100:.1f} %"


def title(match: AdvisoryMatch) -> str:
    """Return the title of an advisory in one line, or a note that the advisory has no title."""
    if match.summary:
        return match.summary
    if match.kind is AdvisoryKind.MALWARE:
        return "malicious code"
    return "the advisory has no summary"


def affected_words(match: AdvisoryMatch) -> list[str]:
    """Return the affected versions, the affected functions or modules, and the fixed version.

    For malware, there is no fixed version. The advice for malware states the last good version instead.
    """
    parts = [f"affects {listed(match.affected, joiner=' or ')}"] if match.affected else []
    if not match.certain:
        parts.insert(0, "the advisory lists no versions, so this version may be unaffected")
    if match.kind is not AdvisoryKind.MALWARE:
        parts.append(f"fixed in {listed(match.fixed)}" if match.fixed else "no fixed version known")
    return parts + ([f"vulnerable code: {listed(match.symbols)}"] if match.symbols else [])


def listed(texts: Collection[str], *, most: int = _MOST_LISTED, joiner: str = ", ") -> str:
    """Return the first few texts and the number of omitted texts."""
    kept = list(texts)
    more = f" and {len(kept) - most:,} more" if len(kept) > most else ""
    return joiner.join(kept[:most]) + more


def way_in(finding: AuditFinding) -> str:
    """Return the dependency path, such as `transitive, dev only, through b@2 > c@3 (and 3 more ways)`."""
    way = chain(finding)
    through = f", through {way}" if way and not finding.direct else ""
    more = finding.paths_total - 1
    ways = f" (and {plural(more, 'more way')})" if more > 0 and finding.paths else ""
    return f"{standing(finding)}{through}{ways}"


def standing(finding: AuditFinding) -> str:
    """Return the kind of dependency, such as `transitive, dev only`."""
    if finding.copy is not None:
        return copied(finding.copy)
    if finding.match.product.type == RUNTIME:
        return "runtime of the project"
    who = "direct dependency" if finding.direct else "transitive"
    return f"{who}, needed only for {_and(sorted(finding.groups))}" if finding.groups else who


def chain(finding: AuditFinding) -> str:
    """Return the shortest dependency path, such as `b@2 > c@3`; empty for a direct dependency."""
    return " > ".join(next((path for path in finding.paths if len(path) > 1), ()))


def copied(copy: VendoredCopy) -> str:
    """Return the path of a vendored copy and the method that recognised it."""
    return f"copied into {copy.path}, {_RECOGNISED[copy.kind]}"


def has_fix(finding: AuditFinding) -> bool:
    """Return True if a fixed version exists."""
    if finding.fix is not None:
        return finding.fix.remedy not in {Remedy.NONE, Remedy.REMOVE}
    return bool(finding.match.fixed) and finding.match.kind is not AdvisoryKind.MALWARE


def unjudged(findings: Iterable[AuditFinding]) -> str:
    """Return a note that the versions of some fixes were not looked up; empty if all were looked up."""
    fixes = [finding.fix for finding in findings if finding.fix is not None and finding.ignored is None]
    if all(fix.version is None or fix.judged for fix in fixes):
        return ""
    return "`pratique audit --fix` checks that the fixed versions exist and pass the policy"


def ignored_words(ignore: Ignore) -> str:
    """Return the reason, author, expiry and origin of an ignore."""
    parts = [ignore.reason or ignore.justification or "no reason is given"]
    parts += [ignore.owner] if ignore.owner else []
    parts.append(until(ignore.expires))
    return ", ".join(parts) + (f" ({ignore.origin})" if ignore.origin else "")


def until(day: date | None) -> str:
    """Return the last day on which an ignore is valid."""
    return "without an end" if day is None else f"until {day.isoformat()}"


def _and(parts: Collection[str]) -> str:
    *first, last = parts or ("",)
    return f"{', '.join(first)} and {last}" if first else last
