"""From contents to an inspection: every rule that applies, each on its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pratique.analysis.asked_packages import asked_packages
from pratique.analysis.comparison import compare
from pratique.analysis.delta import capabilities, reads
from pratique.analysis.delta import compare as compare_capabilities
from pratique.analysis.excerpts import with_excerpts
from pratique.analysis.facts import FileFacts
from pratique.analysis.features.view import view_of
from pratique.analysis.installing.describing import install_scripts
from pratique.analysis.job import Done, FactsKey, Job
from pratique.analysis.native_code import native_code
from pratique.analysis.reading import Opened, read_contents
from pratique.analysis.rule import Need, Rule, ruleset
from pratique.analysis.rules import CONTENT_RULES
from pratique.analysis.rules.attack_chain import attack_chain
from pratique.analysis.score.identity import MODELS
from pratique.analysis.score.model import Models
from pratique.analysis.score.scoring import score
from pratique.analysis.subject import Contents, Subject
from pratique.analysis.unread import unread
from pratique.core.comparison import Comparison
from pratique.core.finding import Finding, Inspection, Severity, Skipped
from pratique.core.names import Digest
from pratique.core.tree import compare as compare_trees

RULESET = ruleset(CONTENT_RULES, MODELS)
"""Name of the rules in this release; part of the key of every remembered inspection."""

_MOST_FINDINGS = 200


def inspect(
    job: Job,
    artifact: Opened,
    baseline: Opened | None,
    known: Mapping[FactsKey, FileFacts],
    *,
    models: Models | None = None,
) -> Done:
    """Inspect an opened artifact against an opened baseline. `cpu_s` is left for the worker to fill in.

    Without models nothing is scored, and the inspection says that the rule which needs a score did not apply.
    """
    fresh: dict[FactsKey, FileFacts] = {}
    contents = read_contents(artifact, known, fresh.__setitem__)
    before = None
    if baseline is not None:
        before = read_contents(baseline, {**known, **fresh}, fresh.__setitem__)
    subject = _subject(job, contents, before, models)
    inspection = replace(
        _run(subject, CONTENT_RULES),
        artifact=Digest("sha256", job.artifact.sha256),
        baseline=Digest("sha256", job.baseline.sha256) if job.baseline else None,
    )
    comparison: Comparison | None = None
    if job.compare and before is not None:
        comparison = compare(subject, patches=job.patches)
    return Done(inspection=inspection, fresh=tuple(fresh.items()), comparison=comparison)


def _subject(job: Job, contents: Contents, before: Contents | None, models: Models | None) -> Subject:
    part = job.artifact
    view = view_of(part.ecosystem, part.kind, contents)
    subject = Subject(
        ref=part.ref,
        ecosystem=part.ecosystem,
        kind=part.kind,
        filename=part.filename,
        contents=contents,
        chains=view.chains,
    )
    earlier = None
    if before is not None and job.baseline is not None:
        earlier = view_of(job.baseline.ecosystem, job.baseline.kind, before)
    if models is not None:
        subject = replace(subject, score=score(models, view, earlier))
    if before is None or job.baseline is None:
        return subject
    if subject.score is not None and subject.score.in_baseline and _is_proven(subject):
        subject = replace(subject, score=replace(subject.score, in_baseline=False))
    return replace(
        subject,
        previous=before,
        previous_ref=job.baseline.ref,
        chains_before=earlier.chains if earlier is not None else (),
        files=compare_trees(before.tree, contents.tree),
        capabilities=compare_capabilities(before, contents),
    )


def _is_proven(subject: Subject) -> bool:
    """Return whether a chain is certain by itself: that the baseline has it too proves no innocence."""
    return any(finding.severity is Severity.CRITICAL for finding in attack_chain.check(subject))


def _run(subject: Subject, rules: Iterable[Rule[Subject]]) -> Inspection:
    findings: list[Finding] = []
    ran: list[str] = []
    skipped: list[Skipped] = []
    failed: list[Skipped] = []
    for rule in rules:
        if subject.ecosystem not in rule.ecosystems:
            continue
        if Need.PREVIOUS in rule.needs and subject.previous is None:
            skipped.append(Skipped(rule.id, "no baseline to compare with"))
            continue
        if Need.SCORE in rule.needs and subject.score is None:
            skipped.append(Skipped(rule.id, "no model to score with"))
            continue
        try:
            findings.extend(rule.check(subject))
        except Exception as error:  # noqa: BLE001 - one rule that fails must not silence the others; it is told
            failed.append(Skipped(rule.id, f"{type(error).__name__}: {error}"[:300]))
        else:
            ran.append(rule.id)
    findings.sort(key=lambda f: (-f.severity.rank, -f.confidence.rank))
    if len(findings) > _MOST_FINDINGS:
        # The gravest stay: noise must not push out what matters.
        skipped.append(Skipped("findings", f"{len(findings) - _MOST_FINDINGS} milder ones were left out"))
    contents = subject.contents
    previous = subject.previous
    return Inspection(
        artifact=Digest("sha256", ""),
        baseline=None,
        ruleset=RULESET,
        findings=with_excerpts(findings[:_MOST_FINDINGS], contents),
        ran=tuple(ran),
        not_applicable=tuple(skipped),
        failed=tuple(failed),
        unread=unread(contents, previous.tree if previous else None),
        native=native_code(contents, subject.ecosystem),
        inventoried=len(contents.tree.files) - len(contents.facts),
        analysed=len(contents.facts),
        score=subject.score,
        capabilities=tuple(
            f"{gain.capability.value} ({gain.context.value})" for gain in capabilities(contents).values()
        ),
        reads=tuple(reads(contents)),
        asked=asked_packages(subject.ecosystem, contents),
        requires=contents.manifest.requires,
        install_scripts=install_scripts(contents, subject.ecosystem),
        unpacked_bytes=contents.tree.size_bytes,
    )
