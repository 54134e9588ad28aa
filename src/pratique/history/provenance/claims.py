"""Constructors of proof steps: one line with the result of each check."""

from pratique.core.provenance import Outcome, Step, StepName


def verified(name: StepName, text: str) -> Step:
    """Return a step that was computed here and is right."""
    return Step(name, Outcome.VERIFIED, text)


def read(name: StepName, text: str) -> Step:
    """Return a step that a document states."""
    return Step(name, Outcome.READ, text)


def refused(name: StepName, text: str) -> Step:
    """Return a step that was computed here and is wrong."""
    return Step(name, Outcome.REFUSED, text)


def unverified(name: StepName, text: str) -> Step:
    """Return a step that could not be computed."""
    return Step(name, Outcome.NOT_VERIFIED, text)
