"""The tables of a language agree with each other."""

import pytest

from pratique.analysis.engine.evaluate import Model
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.model import MODEL


@pytest.mark.parametrize("model", [MODEL], ids=lambda model: str(model.language))
def test_each_sink_has_the_capability_that_it_ends_in(model: Model) -> None:
    apis = model.apis

    assert set() == {name for name in apis.code if apis.capabilities.get(name) is not Capability.CODE}
    assert set() == {name for name in apis.starts if apis.capabilities.get(name) is not Capability.PROCESS}
    assert set() == apis.evaluates - apis.code
    assert set() == apis.starts - set(apis.runs)


@pytest.mark.parametrize("model", [MODEL], ids=lambda model: str(model.language))
def test_a_block_is_given_one_sort_of_value(model: Model) -> None:
    words = model.words
    sorts = (words.iterators, words.receiver_blocks, words.argument_blocks)

    assert sum(map(len, sorts)) == len(frozenset().union(*sorts))
    assert set() == words.mappers - words.iterators
