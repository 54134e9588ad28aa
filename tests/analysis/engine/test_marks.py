"""Marks: each is one bit, and facts show some of them."""

from pratique.analysis.engine import marks
from pratique.analysis.engine.marks import (
    ARGUMENTS,
    ENVIRONMENT,
    FILE,
    IDENTITY,
    NETWORK,
    OWN,
    PLATFORM,
    taints,
)
from pratique.analysis.facts import Taint


def test_each_mark_is_a_bit_of_its_own() -> None:
    named = {name: bits for name, bits in vars(marks).items() if name.isupper() and isinstance(bits, int)}
    made_of_others = {"KEY_MARKS", "HIDING", "LONG_TEXT", "LONG_LIST"}
    bits = [bits for name, bits in named.items() if name not in made_of_others]

    assert [1 << place for place in range(len(bits))] == sorted(bits)


def test_public_taints_are_sorted_and_told_once() -> None:
    assert (Taint.ENVIRONMENT, Taint.FILE, Taint.IDENTITY, Taint.NETWORK) == taints(
        OWN | FILE | NETWORK | ENVIRONMENT | IDENTITY | PLATFORM
    )
    assert () == taints(ARGUMENTS)
