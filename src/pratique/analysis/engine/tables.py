"""What names and methods of a language mean: data that a front end gives to the engine.

Names are resolved: `Net::HTTP.get` is a function of a module, `Net::HTTP().request` a method of what `Net::HTTP.new` makes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pratique.analysis.engine import operators
from pratique.analysis.engine.values import Constant
from pratique.analysis.facts import Capability

Names = frozenset[str]
_NONE: Names = frozenset()


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
    formats: Names = _NONE
    """Functions that apply a format to their other arguments."""
    pipes: Names = _NONE
    """Calls that start a program where the file that they are given begins with `pipe`."""
    pipe: str = ""
    """What stands before a command in place of the name of a file."""
    settings: Names = _NONE
    """Keywords of calls that start programs which are no part of the command."""
    headers: Names = _NONE
    """Keywords of calls that send which carry no data."""
    addresses: Names = _NONE
    """Names of values that are addresses: what is called on one is sent to it."""
    requests: tuple[str, ...] = ()
    """How the names of values begin that are requests with data."""
    ciphers: tuple[str, ...] = ()
    """How the names of ciphers begin."""
    paths: Names = _NONE
    """Names of values that are paths, and stay one when a text is added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Methods that mean the same whatever they are called on."""

    same: Names
    """They give their receiver."""
    answers: Names
    """Their result says something of the receiver and carries none of it."""
    joining: Names
    """Their result is made of the receiver and the arguments."""
    picks: Mapping[str, int]
    """They give one element of the receiver: which one without arguments, from the end if negative."""
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
    everywhere: str = ""
    """The module whose functions are called without a name before them; also the name of the object of a program."""
    makers: Names = _NONE
    """They make an instance of the class that they are called on."""
    separator: str = "."
    """What stands between the parts of the name of a class."""
    attribute: str = "."
    """What an attribute of an object begins with where its class binds it."""
    started: Names = _NONE
    """They may reach a function of the file without naming it."""
    yields: Names = _NONE
    """They call the block that the function was given."""
    spells: Names = _NONE
    """Of `same`, those that give a number as text."""
    characters: Names = _NONE
    """They give the character of a number."""
    hiding: Names = _NONE
    """They change a constant text so that a reader does not see what it was."""
    decrypting: Names = _NONE
    """They decrypt their first argument, whatever they are called on."""
    cipher_steps: Names = _NONE
    """Methods of ciphers that give decrypted data, if the source sets a cipher to decrypt."""
    whole: Names = _NONE
    """Of `iterators`, those whose block is given one element as its first argument."""
    searches: Names = _NONE
    """They give all matches of a pattern."""
    replaces: Names = _NONE
    """They replace all matches of a pattern, by an argument or by what their block gives."""
    folds: Names = _NONE
    """They combine all elements, by an operator or a block."""
    sums: Names = _NONE
    """They add all elements."""
    numbers: Names = _NONE
    """They give each element with its place."""
    renumbers: Names = _NONE
    """They do so for what comes before them."""
    fills: Names = _NONE
    """Of `receiver_blocks`, those that give their receiver with what the block puts into it."""
    opens: Names = _NONE
    """Their block defines methods in the class that they are called on."""
    holders: Names = _NONE
    """Classes whose instances keep the block that they are made with."""
    tasks: Names = _NONE
    """Their block runs at load if they are given `default_task`, by position or as keyword."""
    default_task: str = "default"
    same_file: Names = _NONE
    """They give or hold open the file that they are called on."""
    wraps: Names = _NONE
    """They give or hold open the file that is their first argument."""
    environment_writes: Names = _NONE
    """Methods of the environment that read no variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """What the operators of a language do. `binary` and `shown` raise NotFoldedError."""

    concatenating: Names = frozenset(("+",))
    """They join texts."""
    formatting: Names = _NONE
    """Their left side is a format."""
    comparing: Names = frozenset(("==", "!=", "<", ">", "<=", ">="))
    """Their result carries nothing of their sides."""
    negating: Names = frozenset(("!", "not"))
    """Their result carries nothing of their operand."""
    excluding: Names = frozenset(("^",))
    """They are exclusive or."""
    paths: Names = _NONE
    """They add a text to a path."""
    binary: Callable[[str, Constant, Constant], Constant] = field(default=operators.binary)
    """Carries out an operator on constants."""
    shown: Callable[[Constant], str] = field(default=operators.shown)
    """Gives a constant as it stands in a text that is joined from parts."""


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
