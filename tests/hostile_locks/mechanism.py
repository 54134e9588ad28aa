"""A mechanism: one trick, and the formats that know it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile_locks.scene import Scene

Change = Callable[[Scene], None]
OUTSIDE = "outside"
"""An idea of a person who had not seen the code."""


@dataclass(frozen=True)
class Mechanism:
    """A small change to an honest project. `idea`: the item of the issue, or `outside` for a person who had not seen the code."""

    name: str
    formats: tuple[str, ...]
    idea: str
    change: Change
    settings_file: str | None = None
    """File that redirects a client or runs code: the full check lists it and keeps its exit code."""
    clients: tuple[str, ...] = ()
    """Only these clients; empty: each of the formats."""
    in_place: str | None = None
    """Folder of the project that some clients use where it lies: an install that ends well counts."""
    words: tuple[str, ...] = ()
    """Words of an install in place of the plain one."""


_ALL: list[Mechanism] = []


def mechanism(
    name: str,
    *formats: str,
    idea: str,
    settings_file: str | None = None,
    clients: tuple[str, ...] = (),
    in_place: str | None = None,
    words: tuple[str, ...] = (),
) -> Callable[[Change], Change]:
    """Register a function as the change of a mechanism; several functions may share a name, one per format."""

    def register(change: Change) -> Change:
        _ALL.append(Mechanism(name, formats, idea, change, settings_file, clients, in_place, words))
        return change

    return register


def registered() -> tuple[Mechanism, ...]:
    """Return what the imported modules registered, in the order of its definition."""
    return tuple(_ALL)
