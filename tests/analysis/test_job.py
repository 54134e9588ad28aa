"""What is said between the parent and a worker."""

from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.frames import decode, encode
from pratique.analysis.job import Done, FactsKey, Job, Part, Reply
from pratique.core.finding import Inspection
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import ArtifactKind

PART = Part(
    ecosystem=Ecosystem.NPM,
    ref=PackageRef(Ecosystem.NPM, "@a/b").at("1.0.0"),
    filename="b-1.0.0.tgz",
    kind=ArtifactKind.NPM_TARBALL,
    sha256="ab" * 32,
)


def test_jobs_and_replies_survive_the_pipe() -> None:
    job = Job(artifact=PART, baseline=PART, compare=True)
    assert job == decode(encode(job), Job)
    inspection = Inspection(artifact=Digest("sha256", "ab" * 32), baseline=None, ruleset="r")
    facts = FileFacts(language=Language.PYTHON)
    reply = Reply(done=Done(inspection=inspection, fresh=((FactsKey("cd" * 32, Language.PYTHON), facts),)))
    assert reply == decode(encode(reply), Reply)


def test_the_cost_is_told_in_the_inspection() -> None:
    done = Done(inspection=Inspection(artifact=Digest("sha256", "ab" * 32), baseline=None, ruleset="r"))
    assert 1.5 == done.at_cost(1.5).inspection.cpu_s
