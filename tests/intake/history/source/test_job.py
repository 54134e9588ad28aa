"""What is said to workers that compare with a source."""

from datetime import UTC, datetime

from pratique.analysis.frames import decode, encode
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind, Dated, TimeSource
from pratique.core.source import CommitFacts, How, Signature, SignatureKind
from pratique.core.tree import Omission
from pratique.history.source.choice import Choice
from pratique.history.source.outline import Outline
from pratique.history.source.reading import Asked, Place
from pratique.history.source.told import Told
from pratique.intake.history.source.job import Against, Piece, SourceAnswer, SourceJob
from tests.history.source.sides import CALM, COMMIT, reading, ref

AT = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def test_jobs_and_answers_cross_the_pipe_as_they_are() -> None:
    asked = Asked(
        ref=ref("@acme/calm"),
        ecosystem=Ecosystem.NPM,
        filename="calm.tgz",
        kind=ArtifactKind.NPM_TARBALL,
        published=Dated(AT, TimeSource.REGISTRY),
    )
    against = Against(
        place=Place(repository="/r", told_by="a test", folder="p"),
        choice=Choice(commit=COMMIT, how=How.TAG, tag="v1"),
        facts=CommitFacts(id=COMMIT, committed_at=AT, signature=Signature(SignatureKind.SSH)),
        pieces=(Piece("a.js", 3, executable=True),),
        omitted=(Omission("b", "a submodule"),),
    )
    job = SourceJob(asked=asked, against=against)
    assert job == decode(encode(job), SourceJob)
    told = Told("https://git.example/a", "git.example", "p", "package.json")
    outline = Outline(names=frozenset({"a"}), sizes=frozenset({1}), told=told, ref=ref())
    answer = SourceAnswer(outline=outline)
    assert answer == decode(encode(answer), SourceAnswer)
    found = SourceAnswer(reading=reading({**CALM, "x.js": "1\n"}, CALM))
    assert found == decode(encode(found), SourceAnswer)
