"""The first line is the answer with numbers."""

from dataclasses import replace

import pytest

from pratique.respond.exposure import Exposure, exposure
from pratique.respond.report.headline import headline
from pratique.respond.sighting import Contact, PlaceKind
from tests.respond.found import CONTACTED, GAP, INSTALLED, LOCKED, NOW, REFUSED, asked, made

ELSEWHERE = replace(LOCKED, place="/srv/api", current=True)
MACHINE = replace(INSTALLED, kind=PlaceKind.MACHINE, place="laptop-7", contact=Contact.EXECUTED)
RANGE = replace(LOCKED, contact=Contact.RESOLVABLE, kind=PlaceKind.LOCK)
TWO = asked("axios@1.14.1", "evil[.]invalid", "unheard@1.0.0")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            made(INSTALLED, LOCKED, ELSEWHERE),
            "Exposed: axios 1.14.1 is installed in 1 folder, is locked in 1 repository and was locked in 1 repository.",
        ),
        (
            made(MACHINE, LOCKED),
            "Exposed: axios 1.14.1 was executed on 1 machine and was locked in 1 repository.",
        ),
        (made(RANGE), "Exposed: axios 1.14.1 is allowed by a range in 1 project."),
        (
            made(LOCKED, CONTACTED, wanted=TWO),
            "Exposed: axios 1.14.1 and evil.invalid (of 3) were seen in 1 proxy log and were locked in 1 repository.",
        ),
        (made(REFUSED), "Refused: axios 1.14.1 was refused 12 times, and found nowhere else."),
        (
            made(REFUSED, gaps=(GAP,)),
            "Refused: axios 1.14.1 was refused 12 times, and not found elsewhere, but some parts could not be checked.",
        ),
        (
            made(),
            "Not found: axios 1.14.1 in 2 repositories (30,413 revisions, 2026-03-31 to 2026-04-01) and 1 folder (1 package).",
        ),
        (
            made(gaps=(GAP,)),
            (
                "Not found, but incomplete: axios 1.14.1 in 1 project, 2 repositories (30,413 revisions, 2026-03-31 to 2026-04-01) "
                "and 1 folder (1 package); 1 part could not be checked."
            ),
        ),
        (exposure(asked(), [], NOW), "Not checked: axios 1.14.1. No place was searched."),
        (
            exposure(asked("what is this?"), [], NOW),
            "Not checked: nothing that could be searched for. No place was searched.",
        ),
    ],
)
def test_the_answer_stands_first(found: Exposure, expected: str) -> None:
    assert expected == headline(found)


def test_a_place_counts_for_its_gravest_contact_only() -> None:
    both = (replace(LOCKED, place="x", contact=contact) for contact in (Contact.LOCKED, Contact.FETCHED))
    assert "Exposed: axios 1.14.1 was downloaded according to records in 1 repository." == headline(
        made(*both)
    )
