"""What is asked of the road."""

from pratique.core.evidence import NotAsked
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.verdict import Standing
from pratique.intake.question import File, Question
from pratique.net.registries.upstreams import Upstream
from tests.intake.building import at, npm

URL = "https://npm.corp.example/"


def question(upstream: Upstream | None) -> Question:
    file = File(
        ref=npm("calm", "1.0.0"),
        ecosystem=Ecosystem.NPM,
        filename="calm-1.0.0.tgz",
        kind=ArtifactKind.NPM_TARBALL,
        upstream=upstream,
    )
    return Question(file=file, standing=Standing.NEW)


def test_an_artifact_is_private_when_its_registry_is() -> None:
    assert question(at(URL, Ecosystem.NPM, private=True)).private
    assert not question(at(URL, Ecosystem.NPM)).private


def test_a_local_file_is_not_private() -> None:
    assert not question(None).private


def test_a_listing_that_nobody_asked_for_is_no_unanswered_question() -> None:
    assert NotAsked("no listing was needed") == question(None).listing
