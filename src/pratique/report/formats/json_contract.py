"""Builds the JSON objects of reports for `--format json` and `jsonl`.

A change within one `schema_version` may only add fields. The schemas are in `pratique/report/schemas`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from pratique.core import outcome
from pratique.core.advisory import AdvisoryMatch
from pratique.core.assessment import (
    Assessment,
    Change,
    Checked,
    Coverage,
    JudgedPackage,
    ProjectReport,
    Target,
    merge_advisories,
    merge_malware,
    merge_reasons,
)
from pratique.core.comparison import Comparison, FileChange
from pratique.core.deciding import AppliedPatch, InstallSetting
from pratique.core.finding import Finding, Inspection, NativeCode
from pratique.core.malware import MalwareAdvice
from pratique.core.names import Digest
from pratique.core.outcome import Outcome
from pratique.core.policy import Action, Waiver
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.core.staged import StagedRelease
from pratique.core.verdict import HoldKind, Reason
from pratique.report.parts import incomplete
from pratique.report.parts.incomplete import Incomplete
from pratique.report.parts.order import ordered
from pratique.report.parts.phrases import signals

Json: TypeAlias = Mapping[str, "Json"] | list["Json"] | str | int | float | bool | None

INSPECT_VERSION = 1
CHECK_VERSION = 1
DIFF_VERSION = 1


def target(value: Target, *, ended: Outcome | None = None, now: datetime | None = None) -> dict[str, Json]:
    """Return one JSON object of `inspect --format jsonl`.

    An incomplete result that nothing else stops is a hold.
    """
    worst, ended = value.worst, ended or outcome.of_targets([value])
    action = (
        worst.verdict.action
        if worst and (ended.complete or worst.verdict.action is not Action.ALLOW)
        else Action.HOLD
    )
    kind = worst.verdict.kind if worst is not None and worst.verdict.action is action else HoldKind.REVIEW
    coverage = _merged_coverage(value.assessments)
    findings = dict.fromkeys(f for a in value.assessments for f in a.findings)
    single = value.assessments[0] if len(value.assessments) == 1 else None
    error = value.error or next((a.error for a in value.assessments if a.error), None)
    return {
        "schema_version": INSPECT_VERSION,
        "target": value.name,
        "purl": value.ref.purl if value.ref else None,
        "action": action.value,
        "kind": kind.value if kind is not None else None,
        "outcome": outcome_of(ended),
        "incomplete": [_incomplete(item, now) for item in incomplete.of_targets([value])],
        "until": time_of(worst.verdict.until) if worst else None,
        "score": score_of(worst.inspection if worst else None),
        "standing": worst.standing.value if worst else None,
        "reasons": [reason(item) for item in merge_reasons(value.assessments)],
        "notes": [reason(item) for a in value.assessments for item in a.verdict.notes],
        "findings": [finding(item) for item in findings],
        "advisories": [advisory(item) for item in merge_advisories(value.assessments)],
        "malware": malware(merge_malware(value.assessments)),
        "artifacts": [_artifact(item) for item in value.assessments],
        "digests": digests(single.digests) if single else {},
        "coverage": coverage,
        "cpu_s": round(sum(a.inspection.cpu_s for a in value.assessments if a.inspection), 4),
        "error": trouble(error),
        **({} if value.staged is None else {"staged": staged_release(value.staged)}),
    }


def staged_release(value: StagedRelease) -> dict[str, Json]:
    """Return the JSON object of a staged release: its record, its baseline, the changes, and the commands of npm."""
    record = value.record
    baseline: Json = None
    if value.baseline is not None:
        baseline = {
            "purl": value.baseline.purl,
            "publisher": value.baseline_publisher,
            "trusted_publisher": value.baseline_trusted_publisher,
            "provenance": value.baseline_provenance,
        }
    changes = None if value.delta is None else comparison(value.delta, value.compared_with, str(record.ref))
    return {
        "id": record.id,
        "registry": record.registry,
        "tag": record.tag,
        "staged_at": time_of(record.staged_at),
        "actor": record.actor,
        "actor_type": record.actor_type,
        "access": record.access,
        "status": record.status,
        "digests": digests(record.digests),
        "baseline": baseline,
        "baseline_why": value.baseline_why or None,
        "changes": changes,
        "changes_why": value.delta_why or None,
        "changes_unread": [{"path": item.path, "why": item.why} for item in value.delta_unread],
        "approve": value.approve,
        "reject": value.reject,
    }


def project(
    value: ProjectReport, *, ended: Outcome | None = None, now: datetime | None = None
) -> dict[str, Json]:
    """Return the JSON object of `check --format json`."""
    value, ended = ordered(value), ended or outcome.of_project(value)
    action = value.action
    return {
        "schema_version": CHECK_VERSION,
        "action": (Action.HOLD if action is Action.ALLOW and not ended.clear else action).value,
        "outcome": outcome_of(ended),
        "incomplete": [_incomplete(item, now) for item in incomplete.of_project(value)],
        "root": value.root,
        "adopted_at": time_of(value.adopted_at),
        "since": since(value.since),
        "ignored": list(value.ignored),
        "install_settings": [install_setting(item) for item in value.install_settings],
        "patches": [applied_patch(item) for item in value.patches],
        "packages": [_package(item) for item in value.packages],
        "waivers": {
            "applied": list(value.waivers.applied),
            "unused": list(value.waivers.unused),
            "expired": list(value.waivers.expired),
        },
        "coverage": {
            "files": [lock_read(item) for item in value.files],
            "packages_total": len(value.packages) + len(value.not_judged) + len(value.out_of_scope),
            "judged": len(value.packages),
            "not_judged": [not_judged(item) for item in value.not_judged],
            "out_of_scope": [not_judged(item) for item in value.out_of_scope],
            "families": _families(a for p in value.packages for a in p.assessments),
            "complete": value.complete,
        },
    }


def outcome_of(ended: Outcome) -> Json:
    """Return the outcome of the run.

    `clear` is true only for exit code 0.
    """
    return {"exit_code": int(ended.ended), "clear": ended.clear, "complete": ended.complete}


def _incomplete(value: Incomplete, now: datetime | None) -> Json:
    """Return the JSON object of an incomplete package, with its gaps and their reasons.

    The object also contains the lines of the waiver that accepts the gaps.
    """
    waiver = value.waiver(now)
    return {
        "name": value.name,
        "purl": value.ref.purl if value.ref else None,
        "sources": list(value.sources),
        "gaps": [{"path": gap.path, "why": gap.why} for gap in value.gaps],
        "next_step": value.next_step,
        "waiver": "\n".join((*waiver, "")) if waiver else None,
    }


def project_lines(
    value: ProjectReport, *, ended: Outcome | None = None, now: datetime | None = None
) -> list[dict[str, Json]]:
    """Return the lines of `check --format jsonl`: one object for each package, then one object for the rest."""
    value = ordered(value)
    whole = project(value, ended=ended, now=now)
    rest = {name: item for name, item in whole.items() if name != "packages"}
    packages = [{"schema_version": CHECK_VERSION, **_package(item)} for item in value.packages]
    return [*packages, {"summary": True, **rest}]


def comparison(value: Comparison, before: str, after: str) -> dict[str, Json]:
    """Return the JSON object of `diff --format json`."""
    return {
        "schema_version": DIFF_VERSION,
        "before": before,
        "after": after,
        "known_bad": list(value.known_bad),
        "capabilities": {
            "gained": [_capability_change(item) for item in value.gained],
            "lost": [_capability_change(item) for item in value.lost],
        },
        "manifest": [
            {"field": item.field, "name": item.name, "before": item.before, "after": item.after}
            for item in value.manifest
        ],
        "new_addresses": [
            {"address": item.value, "path": item.path, "line": item.line} for item in value.addresses
        ],
        "files": [_file_change(item) for item in value.files],
        "unchanged": value.unchanged,
    }


def reason(value: Reason) -> dict[str, Json]:
    """Return the JSON object of a reason.

    `waived` is the waiver that turned the reason into a note.
    """
    told: dict[str, Json] = {"code": value.code.value, "text": value.text, "source": value.source}
    if value.location is not None:
        told["location"] = {"path": value.location.path, "line": value.location.line}
    if value.waived is not None:
        told["waived"] = {
            "reason": value.waived.reason,
            "owner": value.waived.owner,
            "expires": value.waived.expires.isoformat(),
        }
    return told


def finding(value: Finding) -> dict[str, Json]:
    """Return the JSON object of a finding, with the primary location first."""
    return {
        "rule": value.rule,
        "severity": value.severity.value,
        "confidence": value.confidence.value,
        "message": value.message,
        "locations": [{"path": item.path, "line": item.line} for item in value.locations],
        "evidence": value.evidence,
    }


def advisory(value: AdvisoryMatch) -> dict[str, Json]:
    """Return the JSON object of an advisory about a judged release. `pratique audit` reports the details of the advisory."""
    return {
        "id": value.id,
        "aliases": list(value.aliases),
        "kind": value.kind.value,
        "severity": value.severity.value if value.severity else None,
        "fixed": list(value.fixed),
        "certain": value.certain,
        "disputed": value.disputed.value if value.disputed else None,
    }


def malware(value: MalwareAdvice | None) -> Json:
    """Return the JSON object of the advice for a malicious release, or null for any other release."""
    if value is None:
        return None
    return {
        "release": value.name,
        "pin": value.pin or None,
        "no_good_version": value.whole,
        "not_affected_below": value.below or None,
        "brought_in_by": [{"release": one.name, "pin": one.pin or None} for one in value.brought_in],
        "reads": list(value.reads),
        "reads_known_from": value.reads_source.value,
        "steps": list(value.steps),
    }


def digests(values: Iterable[Digest]) -> dict[str, Json]:
    """Return digests by algorithm, in hex."""
    return {digest.algorithm: digest.hex for digest in sorted(values)}


def trouble(value: Trouble | None) -> Json:
    """Return the JSON object of an error, or null."""
    if value is None:
        return None
    return {"reference": value.reference.value, "message": value.message, "hint": value.hint}


def _artifact(value: Assessment) -> dict[str, Json]:
    return {
        "filename": value.dossier.filename,
        "digests": digests(value.digests),
        "action": value.verdict.action.value,
        "baseline": value.dossier.baseline.purl
        if value.dossier.baseline
        else value.dossier.baseline_file or None,
        "cached": value.cached,
        "signals": [
            {"signal": one.code, "text": one.text, "weight": one.weight.value, "base_rate": one.base_rate}
            for one in signals(value)
        ],
        "signals_untold": [{"signal": one.rule, "why": one.why} for one in value.dossier.signals_untold],
    }


def _package(value: JudgedPackage) -> dict[str, Json]:
    verdict = value.worst.verdict
    inspection = value.worst.inspection
    findings = dict.fromkeys(f for a in value.assessments for f in a.findings)
    return {
        "purl": value.ref.purl,
        "action": verdict.action.value,
        "kind": verdict.kind.value if verdict.kind else None,
        "until": time_of(verdict.until),
        "score": score_of(inspection),
        "standing": value.worst.standing.value,
        "change": change(value.change),
        "reasons": [reason(item) for item in merge_reasons(value.assessments)],
        "notes": [reason(item) for a in value.assessments for item in a.verdict.notes],
        "findings": [finding(item) for item in findings],
        "advisories": [advisory(item) for item in merge_advisories(value.assessments)],
        "malware": malware(merge_malware(value.assessments)),
        "paths": [list(path) for path in value.paths],
        "paths_total": value.paths_total,
        "unpinned": value.unpinned,
        "sources": list(value.sources),
        "artifacts": [_artifact(item) for item in value.assessments],
        "unread": [
            {"path": item.path, "why": item.why}
            for a in value.assessments
            if a.inspection
            for item in a.inspection.unread
        ],
        "native": native([a.inspection.native for a in value.assessments if a.inspection]),
    }


def native(values: Iterable[NativeCode | None]) -> Json:
    """Return the JSON object about the unread compiled code of several artifacts, or null if there is none."""
    found = [value for value in values if value is not None]
    if not found:
        return None
    places = dict.fromkeys(place for value in found for place in value.loaded_by)
    return {
        "files": sum(value.count for value in found),
        "bytes": sum(value.size_bytes for value in found),
        "unsearched": sum(value.unsearched for value in found),
        "paths": list(dict.fromkeys(path for value in found for path in value.paths)),
        "loaded_by": [{"path": place.path, "line": place.line} for place in places],
    }


def change(value: Change | None) -> Json:
    """Return the JSON object of a package's change, or null if the change does not affect the package."""
    if value is None:
        return None
    return {"kinds": [kind.value for kind in value.kinds], "before": list(value.before)}


def since(value: Since | None) -> Json:
    """Return the JSON object of the base of a comparison, or null if no change is judged."""
    if value is None:
        return None
    return {
        "reference": value.reference,
        "commit": value.commit,
        "removed": [ref.purl for ref in value.removed],
        "unchanged": value.unchanged,
    }


def install_setting(value: InstallSetting) -> dict[str, Json]:
    """Return the JSON object of an install setting, with its value before and after the change."""
    return {
        "path": value.path,
        "line": value.line,
        "setting": value.setting,
        "effect": value.effect.value,
        "before": value.before,
        "after": value.after,
        "changed": value.changed,
        "stops": value.stops,
        "judged": value.judged,
        "waived": waived(value.waiver),
    }


def applied_patch(value: AppliedPatch) -> dict[str, Json]:
    """Return the JSON object of the patches that a client applies to a release, with the verdict status."""
    return {
        "purl": value.ref.purl,
        "paths": list(value.paths),
        "judged": not value.why,
        "why": value.why or None,
        "waived": waived(value.waiver),
    }


def waived(waiver: Waiver | None) -> Json:
    """Return the object of a waiver; null without one."""
    if waiver is None:
        return None
    return {"reason": waiver.reason, "owner": waiver.owner, "expires": waiver.expires.isoformat()}


def not_judged(value: NotJudged) -> dict[str, Json]:
    """Return the JSON object of an entry that was not judged, with the reason."""
    told: dict[str, Json] = {"purl": value.purl, "why": value.why, "sources": list(value.sources)}
    if value.trouble is not None:
        told["error"] = trouble(value.trouble)
    return told


def lock_read(value: LockRead) -> dict[str, Json]:
    """Return the JSON object of a lockfile."""
    told: dict[str, Json] = {
        "path": value.path,
        "format": value.format,
        "packages": value.packages,
        "problems": list(value.problems),
        "error": trouble(value.error),
    }
    return told if value.platform is None else {**told, "platform": value.platform}


def _merged_coverage(assessments: tuple[Assessment, ...]) -> dict[str, Json]:
    coverages: list[Coverage] = [item.coverage for item in assessments]
    return {
        "complete": bool(coverages) and all(item.complete for item in coverages),
        "families": _families(assessments),
        "unread": [{"path": unread.path, "why": unread.why} for item in coverages for unread in item.unread],
        "native": native(item.native for item in coverages),
    }


_CHECKED = {Checked.KNOWN: "known", Checked.UNKNOWN: "unknown", Checked.NOT_ASKED: "not_asked"}


def _families(assessments: Iterable[Assessment]) -> dict[str, Json]:
    found: dict[str, dict[str, Json]] = {}
    for assessment in assessments:
        for family, state in assessment.coverage.families.items():
            counts = found.setdefault(family.value, dict.fromkeys(_CHECKED.values(), 0))
            word = _CHECKED[state.checked]
            count = counts[word]
            assert isinstance(count, int)
            counts[word] = count + 1
            if state.checked is not Checked.KNOWN:
                counts.setdefault("why", state.why)
    return dict(sorted(found.items()))


def _capability_change(value: object) -> dict[str, Json]:
    return {name: getattr(value, name) for name in ("capability", "context", "api", "path", "line")}


def _file_change(value: FileChange) -> dict[str, Json]:
    return {
        "path": value.path,
        "change": value.change.value,
        "runs": value.context,
        "size_before_bytes": value.size_before_bytes,
        "size_after_bytes": value.size_after_bytes,
        "moved_from": value.moved_from,
        "why_first": list(value.why_first),
        "patch": list(value.patch),
        "patch_omitted": value.patch_omitted,
    }


def time_of(value: datetime | None) -> str | None:
    """Return a time in UTC as RFC 3339, to the second; None if `value` is None."""
    return (
        None if value is None else value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )


def score_of(value: Inspection | None) -> float | None:
    """Return the malware probability of an inspection, or None if no score was calculated."""
    return value.score.probability if value is not None and value.score is not None else None
