"""Finds malware reports that other sources, or the popularity of the package, contradict.

A report is doubtful in two cases: another advisory with one of its ids was withdrawn, or the report lists every version
of an old and widely used package. A release is disputed only if all reports about the release are doubtful.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pratique.advisories.interface import Advisories, Claim
from pratique.advisories.merge import Told
from pratique.advisories.versions import is_affected, is_from_the_first
from pratique.core.advisory import Advisory, Dispute, Product


@dataclass(frozen=True, slots=True)
class Doubt:
    """The evidence against the malware reports about one release."""

    dispute: Dispute | None = None
    """The reason why the release is disputed; None if at least one report is not doubtful."""
    note: str = ""
    """A sentence with the doubtful report and the evidence against it.

    The note is set even if another report about the release is not doubtful.
    """


def told(index: Advisories, claims: Iterable[Claim]) -> tuple[Told, ...]:
    """Return the advisories of the given claims about one product, each with its affected versions.

    Raises StoreError if the index cannot be read.
    """
    known = tuple(claims)
    bodies = index.advisories({claim.number for claim in known})
    return tuple((bodies[claim.number], claim.affected) for claim in known)


def doubts(
    malice: Sequence[Told], version: str, withdrawn: Sequence[Told], widely_used: Callable[[Product], bool]
) -> Doubt:
    """Return the evidence against reports that one version is malicious.

    `withdrawn` lists the withdrawn advisories of the product.
    """
    if not malice:
        return Doubt()
    against = [
        body
        for body, affected in withdrawn
        if (not affected.tells or is_affected(affected, version)) and not _is_upheld(body, malice)
    ]
    found = [_doubt(one, against, widely_used) for one in malice]
    notes = dict.fromkeys(doubt.note for doubt in found if doubt.note)
    undoubted = any(doubt.dispute is None for doubt in found)
    return Doubt(None if undoubted else found[0].dispute, "; ".join(notes))


def _doubt(one: Told, withdrawn: Iterable[Advisory], widely_used: Callable[[Product], bool]) -> Doubt:
    body, affected = one
    ids = {name.upper() for name in body.ids}
    twin = next((gone for gone in withdrawn if not ids.isdisjoint(name.upper() for name in gone.ids)), None)
    if twin is not None:
        when = f" on {twin.withdrawn:%Y-%m-%d}" if twin.withdrawn is not None else ""
        return Doubt(
            Dispute.TWIN_WITHDRAWN,
            f"disputed: {body.id} ({body.source}) reports malware, but {twin.id} ({twin.source}), which shares "
            f"an id with it, was withdrawn{when}",
        )
    if is_from_the_first(affected) and widely_used(affected.product):
        return Doubt(
            Dispute.EVERY_VERSION,
            f"disputed: {body.id} ({body.source}) lists every version of {affected.product}, one of the most downloaded "
            "packages of its registry",
        )
    return Doubt()


def _is_upheld(gone: Advisory, malice: Iterable[Told]) -> bool:
    """Return True if the database that withdrew an advisory reports the malware in another advisory."""
    database = _database(gone.id)
    return any(
        _database(body.id) == database and not (body.id == gone.id and _is_older(body, gone))
        for body, _ in malice
    )


def _is_older(body: Advisory, gone: Advisory) -> bool:
    written = body.modified or body.published
    return written is None or gone.withdrawn is None or written <= gone.withdrawn


def _database(advisory_id: str) -> str:
    return advisory_id.partition("-")[0].upper()
