"""Builds the response for a package with known malicious releases that its registry does not list. This module does no I/O."""

from collections.abc import Sequence

from pratique.core.names import PackageRef
from pratique.errors import RegistryError
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer
from pratique.intake.known_bad.advised import PackageWarning


def unlisted(package: PackageRef, error: RegistryError, warned: Sequence[PackageWarning]) -> Answer:
    """Block a package if every version is known to be malicious; otherwise list the malicious versions.

    Raises `error` if no version is known to be malicious.
    """
    if not warned:
        raise error
    every = next((one for one in warned if one.every), None)
    if every is not None:
        text = f"{package} is blocked: {every.id} reports every version as malicious"
        return failed(403, text, hint="remove the package, and check whether its code ran")
    named = "; ".join(f"{one.id}: {one.versions}" for one in warned)
    return failed(404, f"{package} is not listed by its registry; known to be malicious: {named}")
