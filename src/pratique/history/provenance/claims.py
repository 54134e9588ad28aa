"""Steps of a proof as small makers, so that every check says in one line what came of it."""

from pratique.core.provenance import Outcome, Step, StepName


def verified(name: StepName, text: str) -> Step:
    """It was computed here, and is right."""
    return Step(name, Outcome.VERIFIED, text)


def read(name: StepName, text: str) -> Step:
    """It is what a document says."""
    return Step(name, Outcome.READ, text)


def refused(name: StepName, text: str) -> Step:
    """It was computed here, and is wrong."""
    return Step(name, Outcome.REFUSED, text)


def unverified(name: StepName, text: str) -> Step:
    """It could not be computed."""
    return Step(name, Outcome.NOT_VERIFIED, text)
