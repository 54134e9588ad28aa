"""Chains as features."""

import pytest

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.features.behaviour import FEATURES, weight
from pratique.core.location import Location
from tests.analysis.features.viewing import value, view


def chain(
    template: str = "t",
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


@pytest.mark.parametrize("family", list(ChainFamily))
def test_every_family_has_a_feature(family: ChainFamily) -> None:
    seen = view(chains=(chain(family=family),))
    assert 4.75 == value(FEATURES, f"chain-{family.value}", seen).value


def test_families_and_templates_are_counted_where_they_run_by_themselves() -> None:
    seen = view(
        chains=(
            chain("a"),
            chain("b"),
            chain("c", ChainFamily.WORM),
            chain("d", ChainFamily.MINING, context=Context.CALLED),
        )
    )
    assert (2.0, 3.0) == tuple(
        value(FEATURES, id_, seen).value for id_ in ("chain-families", "chain-templates")
    )
