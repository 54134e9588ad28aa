"""What names and methods of a language mean: data that a front end gives to the engine.

Names are resolved: `Net::HTTP.get` is a function of a module, `Net::HTTP().request` a method of what `Net::HTTP.new` makes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.analysis.facts import Capability

Names = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apis:
    """What resolved names do."""

    capabilities: Mapping[str, Capability]
    gives: Mapping[str, str]
    """The name of the result, beside `X.new`, which gives `X()`."""
    sources: Mapping[str, int]
    """Calls whose result comes from outside, with its marks."""
    code: Names
    """Calls whose first argument becomes code."""
    evaluates: Names
    """Of these, calls whose constant argument is read as code of the language."""
    objects: Names
    """Calls whose first argument becomes objects: a sink only of data that the source itself holds."""
    starts: Names
    """Calls that start a program."""
    runs: Mapping[str, Capability]
    """Calls that run the file whose path they are given."""
    sends: Names
    """Calls whose arguments leave the machine."""
    writes: Mapping[str, tuple[int, int]]
    """Calls that write a file: the places of its path and of the data among the arguments."""
    puts: Names
    """Methods of an open file or a path that write their first argument."""
    carriers: Names
    """Modules whose functions give what is made of their arguments."""
    carrying: Names
    """Functions without a module that do so."""
    ending: Names
    """Functions of carriers that do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Methods that mean the same whatever they are called on."""

    same: Names
    """They give their receiver."""
    answers: Names
    """Their result says something of the receiver and carries none of it."""
    joining: Names
    """Their result is made of the receiver and the arguments."""
    picks: Names
    """They give one element of the receiver."""
    builders: Names
    """Methods of what a module made that give it again."""
    opening: Names
    """Functions of a module whose result is named after them: `X.open()`."""
    made_by: Mapping[str, str]
    """The name of what a method gives whatever it is called on."""
    callers: Names
    """They call the function or block that is their receiver."""
    sends: Names
    """They call the method named by their first argument."""
    iterators: Names
    """Their block is given the elements of the receiver."""
    receiver_blocks: Names
    """Their block is given the receiver."""
    argument_blocks: Names
    """Their block is given the arguments."""
    mappers: Names
    """They give what the block gives for each element."""
    own_value: Names
    """Their result is not made of what the block gives."""
    deferred: Names
    """Their block waits to be called."""
    definers: Names
    """Their block becomes a method."""
    run_blocks: Names
    """Without a receiver, their block runs at once, or by itself later."""
    clients: tuple[str, ...]
    """How the names of what speaks begin: requests, sockets, files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """Calls that ask for a file to be loaded."""

    places: Mapping[str, int]
    """The place of the file among the arguments."""
    relative: Names
    """Those whose file is relative to the file that asks."""
    later: Names
    """Those that load it when it is first needed."""
    renamed: Mapping[str, str]
    """Methods that ask whatever their receiver is, by the call that they amount to."""
