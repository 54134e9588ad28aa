"""Adds the comparison of an artifact with its source repository to the evidence."""

from dataclasses import replace

from pratique.analysis.rules import SOURCE_RULES
from pratique.core.assessment import Assessment
from pratique.core.evidence import Evidence, Known
from pratique.core.source import SourceReading, SourceReport
from pratique.history.source.evidence import evidence_of
from pratique.intake.question import Question


def answer_of(report: SourceReport) -> Evidence[SourceReport]:
    """Return the report as evidence; unknown if no source was available for comparison."""
    found = evidence_of(report.reading, _earlier(report))
    return Known(report, found.source) if isinstance(found, Known) else found


def with_surroundings(question: Question, answer: Evidence[SourceReport]) -> Question:
    """Return a copy of the question that contains the comparison, so that signals can use the comparison."""
    told = evidence_of(answer.value.reading, _earlier(answer.value)) if isinstance(answer, Known) else answer
    return replace(question, surroundings=replace(question.surroundings, source=told))


def with_source(assessment: Assessment, answer: Evidence[SourceReport]) -> Assessment:
    """Return the assessment with the findings of the comparison.

    The verdict stays unchanged, because findings of the comparison never affect a verdict; only signals do.
    """
    found = (
        tuple(finding for rule in SOURCE_RULES for finding in rule.check(answer.value))
        if isinstance(answer, Known)
        else ()
    )
    return replace(assessment, source=answer, byte_findings=(*assessment.byte_findings, *found))


def _earlier(report: SourceReport) -> tuple[SourceReading, ...]:
    return () if report.earlier is None else (report.earlier,)
