"""The three states of evidence, and what a dossier takes for granted."""

from typing import Any

import pytest

from pratique.core.evidence import Dossier, Evidence, Known, NotAsked, Signal, Unknown
from pratique.errors import Reference
from tests.core.dossiers import CLEAN, COMMON, DORMANT, RANKING, RARE, UNMEASURED

STATES: list[Evidence[Any]] = [
    Known((), "registry.example"),
    Unknown("no answer", Reference.REGISTRY_UNREACHABLE, "registry.example"),
    NotAsked("a local file"),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_each_state_of_evidence_is_told_from_the_others(state: Evidence[Any]) -> None:
    assert [type(state)] == [kind for kind in (Known, Unknown, NotAsked) if isinstance(state, kind)]


@pytest.mark.parametrize(
    ("signal", "lengthens", "holds"),
    [
        (RARE, True, True),
        (COMMON, True, False),
        (UNMEASURED, True, False),
        (DORMANT, True, False),
        (RANKING, False, False),
    ],
)
def test_a_signal_holds_only_when_it_is_measured_to_be_rare(
    signal: Signal, *, lengthens: bool, holds: bool
) -> None:
    assert (lengthens, holds) == (signal.lengthens, signal.holds)


def test_a_dossier_is_of_a_public_artifact_without_baseline_or_waiver_unless_it_says_otherwise() -> None:
    about = Dossier(
        ref=None,
        filename="a.tgz",
        bytes_=CLEAN.bytes_,
        inspection=CLEAN.inspection,
        published=CLEAN.published,
        first_seen=None,
        known_bad=CLEAN.known_bad,
        signals=CLEAN.signals,
    )

    assert (False, None, ()) == (about.private, about.baseline, about.waivers)
