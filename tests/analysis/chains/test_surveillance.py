"""Surveillance: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.surveillance import SURVEILLANCE
from pratique.analysis.facts import Capability
from tests.analysis.chains.making import (
    WIDE,
    Case,
    asks,
    elsewhere,
    place,
    read,
    send,
    sense,
    told,
    use,
    write,
)

CASES = (
    Case(
        "keys-sent",
        [sense("pynput.keyboard.Listener"), elsewhere(send())],
        [sense("pynput.keyboard.Listener")],
    ),
    Case("screen-sent", [sense("PIL.ImageGrab.grab"), send()], [sense("PIL.ImageGrab.grab"), send(WIDE)]),
    Case("camera-sent", [asks("cv2"), send()], [asks("cv3"), send()]),
    Case("sound-sent", [sense("sounddevice.rec"), send()], [sense("sounddevice.play"), send()]),
    Case("browser-data-sent", [place("browser logins"), send()], [place("browser logins"), read()]),
    Case(
        "browser-data-taken",
        [place("browser logins"), use(Capability.FILE_WRITE, "shutil.copy2")],
        [place("browser logins"), write()],
    ),
    Case("chat-sessions-sent", [place("chat session"), send()], [place(".ssh"), send()]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in SURVEILLANCE] == [case.template for case in CASES]
