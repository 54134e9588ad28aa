"""Constructs proof steps. A step is one line with the result of one check."""

from pratique.core.provenance import Outcome, Step, StepName


def verified(name: StepName, text: str) -> Step:
    """Return a step for a check that succeeded."""
    return Step(name, Outcome.VERIFIED, text)


def read(name: StepName, text: str) -> Step:
    """Return a step for a statement in a document that was not verified."""
    return Step(name, Outcome.READ, text)


def refused(name: StepName, text: str) -> Step:
    """Return a step for a check that failed."""
    return Step(name, Outcome.REFUSED, text)


def unverified(name: StepName, text: str) -> Step:
    """Return a step for a check that could not be made."""
    return Step(name, Outcome.NOT_VERIFIED, text)
