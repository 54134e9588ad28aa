"""Checks whether a statement describes an artifact, by name and digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.core.provenance import Step, StepName
from pratique.history.provenance.claims import refused, unverified, verified
from pratique.history.provenance.statement import Subject

_NPM = "pkg:npm/"
_MOST_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The artifact for which proofs are verified. `ref` is None for a local file without a known release."""

    ecosystem: Ecosystem
    ref: ReleaseRef | None
    filename: str
    digests: tuple[Digest, ...]


def about(subjects: Iterable[Subject], held: Held) -> Step:
    """Return whether a subject of the statement is the artifact.

    A single subject must match both the name and the digest of the artifact.
    """
    name = StepName.SUBJECT
    others = []
    comparable = False
    for subject in subjects:
        named, same = _names(subject.name, held), _same_bytes(subject.digests, held.digests)
        if named is not False and isinstance(same, Digest):
            return verified(
                name, f"the statement lists {_who(subject, held)} with the {same.algorithm} of this artifact"
            )
        comparable = comparable or same is not None
        others.append((named is not False, same, subject))
    # What comes nearest says most: the right name with other bytes, or these bytes under another name.
    closest = max(others, key=lambda item: (item[0], bool(item[1])))
    if not comparable:
        return unverified(name, "no digest of the artifact uses an algorithm of the statement")
    if closest[1]:
        return refused(
            name,
            f"the statement lists these bytes as {closest[2].name[:_MOST_SHOWN]!r}, which is not this artifact",
        )
    if closest[0] and closest[2].name:
        return refused(
            name,
            f"the statement lists {closest[2].name[:_MOST_SHOWN]!r} with another digest than this artifact",
        )
    return refused(name, f"the statement is about {closest[2].name[:_MOST_SHOWN]!r}, and its digests differ")


def _who(subject: Subject, held: Held) -> str:
    if held.ref is None and held.ecosystem is Ecosystem.NPM:
        return f"{subject.name[:_MOST_SHOWN]!r}"
    return str(held.ref) if held.ref is not None else held.filename


def _same_bytes(told: tuple[Digest, ...], known: tuple[Digest, ...]) -> Digest | bool | None:
    """Return the digest that both lists contain.

    Return False if a digest differs, and None if the lists have no strong algorithm in common.
    """
    mine = {digest.algorithm: digest for digest in known if digest.strong}
    both = [digest for digest in told if digest.algorithm in mine]
    if not both:
        return None
    return both[0] if all(digest == mine[digest.algorithm] for digest in both) else False


def _names(name: str, held: Held) -> bool | None:
    """Return True if a subject has the name of the artifact; None if the name of a local file cannot be compared."""
    if held.ecosystem is Ecosystem.NPM:
        if held.ref is None:
            return None
        package, _, version = unquote(name.removeprefix(_NPM)).rpartition("@")
        return name.startswith(_NPM) and (package, version) == (held.ref.package.name, held.ref.version)
    return name == held.filename or (
        held.ecosystem is Ecosystem.PYPI
        and (found := _distribution(name)) is not None
        and found == _distribution(held.filename)
    )


def _distribution(filename: str) -> object:
    """Return the file name of a Python distribution in normal form, for comparison; None for other file names."""
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)
        return parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
