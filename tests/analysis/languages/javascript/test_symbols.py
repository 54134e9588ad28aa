"""Programs written in symbols."""

import pytest

from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import C, facts, flows


@pytest.mark.parametrize(
    "source",
    [
        "[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]" + "[(![]+[])[+[]]]+(!![]+[])[+!+[]]" * 20,
        '$=~[];$={___:++$,$$$$:(![]+"")[$],__$:++$};$.$_=($.$_=$+"")[$.$_$];',
        "ﾟωﾟﾉ= /x/ ['_'];",
    ],
)
def test_programs_in_symbols_are_computed_code(source: str) -> None:
    assert (C, "computed-call", {Taint.COMPUTED}) in flows(source)


def test_ordinary_signs_are_no_program() -> None:
    assert () == facts("const a = !![] && ![] + [+[]]; let b = ~[].indexOf(a);").flows
