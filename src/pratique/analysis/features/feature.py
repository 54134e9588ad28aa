"""What a feature is: one number about how an artifact behaves, with the places that it was read from."""

from collections.abc import Callable
from dataclasses import dataclass

from pratique.analysis.features.view import View
from pratique.core.location import Location


@dataclass(frozen=True, slots=True)
class Measured:
    """The value of a feature, and at most three places that it was read from, the most telling first."""

    value: float
    places: tuple[Location, ...] = ()


ABSENT = Measured(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One number. `words` is a clause that reads well after "because it"; `rising` says that more is never better.

    The model may not let a rising feature lower the score: nothing that is added to a package makes it look better.
    """

    id: str
    words: str
    measure: Callable[[View], Measured]
    rising: bool = True
