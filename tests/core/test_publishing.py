"""The result of a check before publishing."""

from dataclasses import replace

from pratique.core.assessment import Checked, FamilyState
from pratique.core.location import Location
from pratique.core.publishing import Comparison, Level, PublishArtifact, PublishFinding, PublishReport

FINDING = PublishFinding(rule="a", level=Level.STOP, location=Location("a"), message="b", next_step="c")
ARTIFACT = PublishArtifact(name=".", ref=None, filename="a.tgz", files=1, size_bytes=1, sha256="0")


def test_nothing_to_check_is_not_complete() -> None:
    assert not PublishReport().complete
    assert PublishReport(artifacts=(ARTIFACT,)).complete


def test_a_failed_check_is_not_complete_and_a_skipped_one_is() -> None:
    failed = replace(ARTIFACT, coverage={Comparison.CODE: FamilyState(Checked.UNKNOWN, "a limit")})
    skipped = replace(ARTIFACT, coverage={Comparison.CODE: FamilyState(Checked.NOT_ASKED, "no file")})
    assert (False, True) == (failed.complete, skipped.complete)


def test_notes_and_accepted_findings_stop_nothing() -> None:
    found = (replace(FINDING, level=Level.NOTE), replace(FINDING, accepted=True))
    assert not PublishReport(artifacts=(replace(ARTIFACT, findings=found),)).stopped
    assert PublishReport(artifacts=(replace(ARTIFACT, findings=(FINDING,)),)).stopped
