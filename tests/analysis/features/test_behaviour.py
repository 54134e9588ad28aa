"""Chains as features."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.features.behaviour import FEATURES, weight
from pratique.analysis.hosts import HostClass
from pratique.core.location import Location
from tests.analysis.features.viewing import value, view


def chain(
    template: str = "files-sent",
    family: ChainFamily = ChainFamily.DROPPER,
    link: Link = Link.FLOW,
    context: Context = Context.INSTALL,
    *,
    at_load: bool = True,
) -> Chain:
    return Chain(
        template=template,
        family=family,
        link=link,
        context=context,
        at_load=at_load,
        places=(Location("a.js", 1),),
        words="does it",
    )


def test_an_earlier_chain_weighs_more_than_any_firmer_one() -> None:
    assert weight(chain(link=Link.FILE)) > weight(chain(context=Context.IMPORT))
    assert weight(chain(link=Link.FLOW)) > weight(chain(link=Link.SCOPE)) > weight(chain(link=Link.FILE))


def test_a_chain_in_tests_weighs_nothing() -> None:
    assert 0.0 == weight(chain(context=Context.AUXILIARY))


UNUSED = {
    *(ChainFamily.WORM, ChainFamily.GATED, ChainFamily.TAMPERING),
    ChainFamily.DESTRUCTION,
    ChainFamily.MINING,
}
"""Families that no tree of the models asks for."""


@pytest.mark.parametrize("family", [family for family in ChainFamily if family not in UNUSED])
def test_a_family_has_a_feature(family: ChainFamily) -> None:
    seen = view(chains=(chain(family=family),))
    assert 4.75 == value(FEATURES, f"chain-{family.value}", seen).value


def test_families_and_templates_are_counted_where_they_run_by_themselves() -> None:
    seen = view(
        chains=(
            chain("files-sent"),
            chain("secrets-sent"),
            chain("token-then-publish", ChainFamily.WORM),
            chain("miner-started", ChainFamily.MINING, context=Context.CALLED),
        )
    )
    assert (2.0, 3.0) == tuple(
        value(FEATURES, id_, seen).value for id_ in ("chain-families", "chain-templates")
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/api/webhooks/{}/{}", 0.0), ("/api/webhooks/104500028970868839/0bR-kK3n8Qz_inert", 4.75)],
)
def test_who_sends_to_a_webhook_names_its_receiver(path: str, expected: float) -> None:
    address = f"https://discord.com{path}"
    use = Use(Capability.NETWORK, "fetch", 1, at_load=True, argument=address)
    sent = replace(
        chain("environment-sent", ChainFamily.EXFILTRATION),
        host="discord.com",
        host_class=HostClass.WEBHOOK,
    )
    seen = view({"a.js": FileFacts(language=Language.JAVASCRIPT, uses=(use,))}, chains=(sent,))
    assert expected == value(FEATURES, "send-to-telling-host", seen).value
