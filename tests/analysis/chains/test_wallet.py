"""Wallets: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.wallet import WALLET
from pratique.analysis.facts import Capability
from tests.analysis.chains.making import (
    WIDE,
    Case,
    elsewhere,
    load,
    place,
    read,
    send,
    sense,
    told,
    use,
    write,
)

CASES = (
    Case("clipboard-swapped", [sense("pyperclip.paste"), sense("pyperclip.copy")], [sense("pyperclip.copy")]),
    Case(
        "payment-address-swapped",
        [use(Capability.SECRETS, "payment-address-swap")],
        [sense("pyperclip.paste"), sense("pyperclip.copy")],
    ),
    Case(
        "payment-address-swapped-in-page",
        [load(use(Capability.NETWORK, "hook:payment-address"))],
        [load(use(Capability.NETWORK, "hook:fetch"))],
    ),
    Case(
        "wallet-key-sent",
        [use(Capability.NETWORK, "wallet-key-sent", "https://far.invalid/x")],
        [use(Capability.NETWORK, "wallet-key-sent", WIDE)],
    ),
    Case("clipboard-sent", [sense("pyperclip.paste"), send()], [sense("pyperclip.copy"), send()]),
    Case("wallets-sent", [place("wallet"), elsewhere(send())], [place("wallet"), elsewhere(send(WIDE))]),
    Case(
        "wallets-taken",
        [place("wallet"), use(Capability.FILE_WRITE, "shutil.copytree")],
        [place("wallet"), read()],
    ),
    Case(
        "wallet-functions-replaced",
        [load(use(Capability.CODE, "hook:ethereum.request"))],
        [load(use(Capability.CODE, "hook:fetch"))],
    ),
    Case(
        "program-of-others-patched",
        [read("*/exodus/app.asar"), place("wallet"), write()],
        [read("*/exodus/app.asar"), write()],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in WALLET] == [case.template for case in CASES]
