"""What makes an answer incomplete: one value for each question without an answer, with the waiver that accepts it."""

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
    """One thing about an artifact that was not answered."""

    why: str
    path: str | None = None
    """The file inside the artifact that was not analysed."""
    waivable: ReasonCode | None = None
    """The rule of a waiver that accepts it; None: no waiver does."""

    @property
    def words(self) -> str:
        """Return what was not analysed or answered, and why."""
        return self.why if self.path is None else f"{self.path} was not analysed ({self.why})"


def gaps_of(
    dossier: Dossier, verdict: Verdict, source: Evidence[SourceReport] | None, error: Trouble | None
) -> tuple[Gap, ...]:
    """Return what leaves the answer about an artifact incomplete, code first; empty for a complete one.

    There is no gap for code that a release in use here has byte for byte (`Dossier.accepted`), nor for what a valid waiver
    accepts, which the verdict notes.
    """
    found = [*_of_inspection(dossier), *_of_questions(dossier, source)]
    if error is not None and not isinstance(dossier.inspection, Unknown):
        found.append(Gap(error.message))
    if not found:
        return ()
    waived = {note.code for note in verdict.notes if note.waived is not None}
    return tuple(dict.fromkeys(gap for gap in found if gap.waivable is None or gap.waivable not in waived))


def open_unread(inspection: Inspection, accepted: frozenset[Unread]) -> tuple[Unread, ...]:
    """Return the code that was not analysed, counts, and is in no release that is in use here."""
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
            yield Gap(f"it was not inspected: {why}", None, ReasonCode.NOT_INSPECTED)


def _of_questions(dossier: Dossier, source: Evidence[SourceReport] | None) -> Iterator[Gap]:
    asked: tuple[tuple[str, object], ...] = (
        ("its bytes", dossier.bytes_),
        ("what is known to be bad", dossier.known_bad),
        ("its history", dossier.signals),
        ("advisories", dossier.advisories),
        ("what is installed", dossier.installed),
        ("its repository", source),
    )
    for name, evidence in asked:
        # Without bytes there is no inspection either, and one reason is enough.
        if isinstance(evidence, Unknown) and not (evidence is dossier.bytes_ and _same(dossier)):
            yield Gap(f"{name}: {evidence.why}")
    if isinstance(source, Known) and source.value.gap:
        yield Gap(f"its repository: {source.value.gap}")


def _same(dossier: Dossier) -> bool:
    return isinstance(dossier.inspection, Unknown)
