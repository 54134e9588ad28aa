"""The reasons why a result is incomplete, each with the waiver that can accept the gap."""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.evidence import Dossier, Evidence, Known, NotAsked, Unknown
from pratique.core.finding import Inspection, Unread
from pratique.core.reading import Trouble
from pratique.core.reason import ReasonCode
from pratique.core.source import SourceReport
from pratique.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Gap:
    """One check of an artifact that has no result."""

    why: str
    path: str | None = None
    """The file inside the artifact that was not analysed."""
    waivable: ReasonCode | None = None
    """The reason code that a waiver needs to accept the gap; None if no waiver can accept it."""

    @property
    def words(self) -> str:
        """Return a text with the reason for the gap and, if known, the file that was not analysed."""
        return self.why if self.path is None else f"{self.path} was not analysed ({self.why})"


def gaps_of(
    dossier: Dossier, verdict: Verdict, source: Evidence[SourceReport] | None, error: Trouble | None
) -> tuple[Gap, ...]:
    """Return the reasons why the result for an artifact is incomplete, unread code first; empty if the result is complete.

    Unread code that has the same bytes as code in a release already in use (`Dossier.accepted`) is not a gap. A gap
    that a valid waiver accepts is not listed; the verdict lists the waiver as a note.
    """
    found = [*_of_inspection(dossier), *_of_questions(dossier, source)]
    if error is not None and not isinstance(dossier.inspection, Unknown):
        found.append(Gap(error.message))
    if not found:
        return ()
    waived = {note.code for note in verdict.notes if note.waived is not None}
    return tuple(dict.fromkeys(gap for gap in found if gap.waivable is None or gap.waivable not in waived))


def open_unread(inspection: Inspection, accepted: frozenset[Unread]) -> tuple[Unread, ...]:
    """Return the unanalysed code that is in no release already in use and makes the result incomplete."""
    return tuple(one for one in inspection.unread if one.reached and one not in accepted)


def _of_inspection(dossier: Dossier) -> Iterator[Gap]:
    match dossier.inspection:
        case Known(value=inspection):
            for unread in open_unread(inspection, dossier.accepted):
                yield Gap(unread.why, unread.path, ReasonCode.INCOMPLETE)
            for skipped in inspection.failed:
                yield Gap(f"the rule {skipped.rule} failed: {skipped.why}", None, ReasonCode.INCOMPLETE)
        case Unknown(why=why) if isinstance(dossier.bytes_, Unknown):
            yield Gap(why)
        case Unknown(why=why) | NotAsked(why=why):
            yield Gap(f"the artifact was not inspected: {why}", None, ReasonCode.NOT_INSPECTED)


def _of_questions(dossier: Dossier, source: Evidence[SourceReport] | None) -> Iterator[Gap]:
    asked: tuple[tuple[str, object], ...] = (
        ("artifact bytes", dossier.bytes_),
        ("known-bad releases", dossier.known_bad),
        ("registry history", dossier.signals),
        ("advisories", dossier.advisories),
        ("installed files", dossier.installed),
        ("source repository", source),
    )
    for name, evidence in asked:
        # Without bytes there is no inspection either, and one reason is enough.
        if isinstance(evidence, Unknown) and not (evidence is dossier.bytes_ and _same(dossier)):
            yield Gap(f"{name}: {evidence.why}")
    if isinstance(source, Known) and source.value.gap:
        yield Gap(f"source repository: {source.value.gap}")


def _same(dossier: Dossier) -> bool:
    return isinstance(dossier.inspection, Unknown)
