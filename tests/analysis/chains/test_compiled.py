"""Byte code without its source: what imports it decides when it counts, and its names alone decide little."""

from dataclasses import replace

import pytest

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.compiled import read_bytecode
from pratique.analysis.context import Context
from pratique.analysis.facts import Import
from pratique.analysis.inventory import Inventory
from pratique.analysis.inventory.inventory import Bytecode, Power
from pratique.analysis.subject import Contents
from tests.analysis.chains.making import contents, file

NET, CODE = (Power.NETWORK, "urlopen"), (Power.CODE, "exec")
FAR = "https://far.invalid/x"


def holding(item: Bytecode, asks: str | None = "parcel.core", context: Context = Context.IMPORT) -> Contents:
    """An artifact with one file of byte code, and one of source that asks for a module."""
    facts = file([Import(asks, 1, at_load=True)] if asks else [])
    return replace(contents({"a.py": facts}, a=context), inventory=Inventory(bytecode=(item,)))


def told(item: Bytecode, asks: str | None = "parcel.core", context: Context = Context.IMPORT) -> list[Chain]:
    return [
        chain
        for chain in find_chains(holding(item, asks, context))
        if chain.template == "bytecode-without-source-acts"
    ]


ACTS = Bytecode(path="parcel/core.pyc", names=(NET, CODE), addresses=(FAR,))


@pytest.mark.parametrize(
    ("asks", "context", "told_context"),
    [
        ("parcel.core", Context.IMPORT, Context.IMPORT),
        ("src.parcel.core", Context.IMPORT, Context.IMPORT),
        ("parcel.core", Context.INSTALL, Context.INSTALL),
        ("parcel.core", Context.CALLED, Context.CALLED),
        ("parcel.other", Context.IMPORT, Context.CALLED),
        (None, Context.IMPORT, Context.CALLED),
    ],
)
def test_byte_code_that_acts_counts_when_it_is_asked_for(
    asks: str | None, context: Context, told_context: Context
) -> None:
    (chain,) = told(ACTS, asks, context)
    assert (told_context, "parcel/core.pyc", "far.invalid") == (
        chain.context,
        chain.places[0].path,
        chain.host,
    )


@pytest.mark.parametrize(
    "quiet",
    [
        replace(ACTS, addresses=()),
        replace(ACTS, names=(NET,)),
        replace(ACTS, names=(CODE,)),
        replace(ACTS, names=()),
        replace(ACTS, addresses=("https://www.google.com",)),
        replace(ACTS, path="tests/core.pyc"),
    ],
)
def test_names_that_say_little_are_no_chain(quiet: Bytecode) -> None:
    assert [] == told(quiet)


def test_nothing_is_given_without_byte_code() -> None:
    assert [] == list(read_bytecode(contents({"a.py": file([])}), frozenset()))
