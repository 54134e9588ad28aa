"""Constructs proof steps: one line with the result of each check."""

from pratique.core.provenance import Outcome, Step, StepName


def verified(name: StepName, text: str) -> Step:
    """Return a step whose check succeeded."""
    return Step(name, Outcome.VERIFIED, text)


def read(name: StepName, text: str) -> Step:
    """Return a step for an unverified statement of a document."""
    return Step(name, Outcome.READ, text)


def refused(name: StepName, text: str) -> Step:
    """Return a step whose check failed."""
    return Step(name, Outcome.REFUSED, text)


def unverified(name: StepName, text: str) -> Step:
    """Return a step whose check could not be made."""
    return Step(name, Outcome.NOT_VERIFIED, text)
