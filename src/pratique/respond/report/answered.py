"""The answer of a search with everything that a report shows beside it."""

from dataclasses import dataclass

from pratique.respond.actions.step import Step
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.exposure import Exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An exposure with the exit code of the run, what the found malicious releases do, and the next steps."""

    exposure: Exposure
    exit_code: int
    behaviours: tuple[Behaviour, ...] = ()
    unknown: tuple[str, ...] = ()
    """One sentence for each malicious release whose behaviour is not known, with the reason."""
    steps: tuple[Step, ...] = ()
