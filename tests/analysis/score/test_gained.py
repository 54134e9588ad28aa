"""What counts as gained beyond an earlier release: theft does, wherever it is put; what only moved does not."""

from dataclasses import replace

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import (
    Address,
    Capability,
    FileFacts,
    Flow,
    Hidden,
    HiddenKind,
    Language,
    Payload,
    PayloadKind,
    Taint,
    Use,
)
from pratique.analysis.features.view import View
from pratique.analysis.score.gained import gains
from pratique.core.names import Ecosystem
from tests.analysis.features.viewing import view
from tests.noisy import NOISY, THEFT, read

SENT = Flow(Capability.NETWORK, "fetch", 2, 1, (Taint.ENVIRONMENT,), at_load=False)
RUN = Flow(Capability.CODE, "eval", 2, 1, (Taint.DECODED,), at_load=False)
BASE = FileFacts(
    language=Language.JAVASCRIPT,
    uses=(Use(Capability.NETWORK, "fetch", 1, at_load=False, argument="https://a.invalid/x"),),
    flows=(SENT, RUN),
    addresses=(Address("https://a.invalid/x", 1),),
)


def _with(**more: tuple[object, ...]) -> FileFacts:
    """The same file with more facts."""
    return replace(BASE, **{name: (*getattr(BASE, name), *items) for name, items in more.items()})  # type: ignore[arg-type]


GAINED = {
    "a host that is reached": _with(
        uses=(Use(Capability.NETWORK, "fetch", 9, at_load=False, argument="https://b.example/"),)
    ),
    "a host that data flows to": _with(flows=(replace(SENT, target="https://b.example/"),)),
    "a host of a telling class that is named": _with(addresses=(Address("https://abc.ngrok.io/in", 9),)),
    "a bare address that is named": _with(addresses=(Address("http://93.184.216.34/in", 9),)),
    "an address that is hidden": _with(addresses=(Address("https://b.example/", 9, encoded=True),)),
    "the same flow once more": _with(flows=(replace(SENT, line=9),)),
    "more is run once more": _with(flows=(replace(RUN, line=9),)),
    "the same flow earlier": _with(flows=(replace(SENT, at_load=True),)),
    "secrets": _with(uses=(Use(Capability.SECRETS, "~/.ssh", 9, at_load=False),)),
    "a payload": _with(payloads=(Payload(PayloadKind.CODE, 9, 400, at_load=False),)),
    "hidden text": _with(hidden=(Hidden(HiddenKind.BIDI, 9, 1, "U+202E"),)),
}
SAME = {
    "nothing": BASE,
    "a page of documentation": _with(addresses=(Address("https://docs.b.example/page", 9),)),
    "the registry": _with(uses=(Use(Capability.NETWORK, "fetch", 9, at_load=False, argument="http://localhost/"),)),
    "a program": _with(uses=(Use(Capability.PROCESS, "spawn", 9, at_load=False, argument="git status"),)),
    "a variable": _with(uses=(Use(Capability.ENVIRONMENT, "process.env", 9, at_load=False, argument="LOG"),)),
    "an argument of a program": _with(
        flows=(Flow(Capability.PROCESS, "spawn", 9, 8, (Taint.ENVIRONMENT,), at_load=False),)
    ),
}  # fmt: skip


def _view(facts: FileFacts, text: bytes) -> View:
    return view({"a.js": facts}, {"a.js": Context.CALLED}, texts={"a.js": text})


@pytest.mark.parametrize("what", GAINED)
def test_it_is_gained(what: str) -> None:
    assert gains(_view(GAINED[what], b"new"), _view(BASE, b"old"))


@pytest.mark.parametrize("what", SAME)
def test_it_is_not_gained(what: str) -> None:
    assert not gains(_view(SAME[what], b"new"), _view(BASE, b"old"))


@pytest.mark.parametrize("ecosystem", NOISY, ids=str)
def test_theft_in_a_package_that_always_scored_is_gained_and_a_move_is_not(ecosystem: Ecosystem) -> None:
    code = NOISY[ecosystem]
    before = read(ecosystem, code)
    assert gains(read(ecosystem, code + THEFT[ecosystem]), before)
    assert not gains(read(ecosystem, "\n\n" + code), before)


def test_a_host_that_the_new_manifest_claims_is_not_its_own() -> None:
    stolen = _with(uses=(Use(Capability.NETWORK, "fetch", 9, at_load=False, argument="https://b.example/"),))
    new = replace(_view(stolen, b"new"), own=frozenset({"b.example"}))
    assert gains(new, _view(BASE, b"old"))
