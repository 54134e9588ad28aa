"""Extracts one release (`/NAME/VERSION`, `/NAME/TAG`) from the served packument. This module does no I/O."""

from pratique.core.names import PackageRef
from pratique.ecosystems.reading.json_values import read_any, read_members, table
from pratique.errors import Reference, RegistryError
from pratique.gate.decision.refusal import one_line

_MOST_NAMED = 5


def pick(packument: bytes, *, package: PackageRef, wanted: str) -> bytes:
    """Return the document of a version or tag, with the gate's refusal or note.

    Raises RegistryError (version-not-found).
    """
    members = read_members(packument) or {}
    tags = table(read_any(members.get("dist-tags")))
    versions = read_members(members.get("versions")) or {}
    led = tags.get(wanted)
    found = versions.get(led if isinstance(led, str) else wanted)
    if found is None:
        known = ", ".join(sorted(tags)[:_MOST_NAMED]) or "none"
        raise RegistryError(
            Reference.VERSION_NOT_FOUND,
            f"{package.name} has no version or tag {one_line(wanted, most=80)}; its tags: {one_line(known, most=200)}",
            hint=f"request {package.name}, which lists all its versions",
        )
    return bytes(found)
