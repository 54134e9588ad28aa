"""The response for a package that its registry does not list and that has known malicious releases. Pure."""

from collections.abc import Sequence

from pratique.core.names import PackageRef
from pratique.errors import RegistryError
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer
from pratique.intake.known_bad.advised import PackageWarning


def unlisted(package: PackageRef, error: RegistryError, warned: Sequence[PackageWarning]) -> Answer:
    """Refuse a package if every version is known to be malicious, else list those that are. Raises `error` if none is."""
    if not warned:
        raise error
    every = next((one for one in warned if one.every), None)
    if every is not None:
        text = f"{package} is blocked: {every.id} says that every version is malicious"
        return failed(403, text, hint="remove it, and look for signs that it ran")
    named = "; ".join(f"{one.id}: {one.versions}" for one in warned)
    return failed(404, f"{package} is not listed by its registry; known to be malicious: {named}")
