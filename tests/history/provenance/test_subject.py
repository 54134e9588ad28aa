"""Whether a statement is about an artifact."""

from dataclasses import replace

import pytest

from pratique.core.names import Digest, Ecosystem
from pratique.core.provenance import Outcome
from pratique.history.provenance.statement import Subject
from pratique.history.provenance.subject import Held, about
from tests.history.provenance.holding import HELD, SDIST, digests

OTHERS = digests(b"other bytes")
PURL = "pkg:npm/%40acme/tool@1.0.0"
WHEEL = replace(SDIST, filename="acme_tool-1.0.0-py3-none-any.whl")
GEM = Held(ecosystem=Ecosystem.RUBYGEMS, ref=None, filename="tool-1.0.0.gem", digests=digests())


@pytest.mark.parametrize(
    ("name", "held", "outcome"),
    [
        (PURL, HELD, Outcome.VERIFIED),
        ("pkg:npm/@acme/tool@1.0.0", HELD, Outcome.VERIFIED),
        ("pkg:npm/%40acme%2Ftool@1.0.0", HELD, Outcome.VERIFIED),
        ("@acme/tool@1.0.0", HELD, Outcome.REFUSED),
        ("pkg:npm/%40acme/tool@1.0.0 ", HELD, Outcome.REFUSED),
        ("pkg:npm/%40ACME/tool@1.0.0", HELD, Outcome.REFUSED),
        ("", HELD, Outcome.REFUSED),
        ("anything", replace(HELD, ref=None), Outcome.VERIFIED),
        ("acme_tool-1.0.0.tar.gz", SDIST, Outcome.VERIFIED),
        ("acme-tool-1.0.tar.gz", SDIST, Outcome.VERIFIED),
        ("acme_tool-1.0.1.tar.gz", SDIST, Outcome.REFUSED),
        ("acme_tool-1.0.0-py3-none-any.whl", SDIST, Outcome.REFUSED),
        ("Acme_Tool-1.0.0-py3-none-any.whl", WHEEL, Outcome.VERIFIED),
        ("acme_tool-1.0.0-py2-none-any.whl", WHEEL, Outcome.REFUSED),
        ("tool-1.0.0.gem", GEM, Outcome.VERIFIED),
        ("tool-1.0.1.gem", GEM, Outcome.REFUSED),
    ],
)
def test_the_name_must_be_that_of_the_artifact(name: str, held: Held, outcome: Outcome) -> None:
    assert outcome is about([Subject(name, digests())], held).outcome


def test_one_of_many_subjects_is_enough_if_it_is_right_in_both() -> None:
    right, other = Subject(PURL, digests()), Subject("pkg:npm/b@1.0.0", OTHERS)
    mixed = [Subject(PURL, OTHERS), Subject("pkg:npm/b@1.0.0", digests())]

    assert Outcome.VERIFIED is about([other, right], HELD).outcome
    assert Outcome.REFUSED is about(mixed, HELD).outcome


def test_all_digests_that_both_know_must_agree() -> None:
    mixed = (digests()[0], OTHERS[1])

    assert Outcome.REFUSED is about([Subject(PURL, mixed)], HELD).outcome


@pytest.mark.parametrize("known", [(), digests()[2:]], ids=["none", "weak"])
def test_without_a_strong_digest_in_common_nothing_is_verified(known: tuple[Digest, ...]) -> None:
    step = about([Subject(PURL, digests())], replace(HELD, digests=known))

    assert Outcome.NOT_VERIFIED is step.outcome
    assert "no digest of the artifact uses an algorithm of the statement" in step.text
