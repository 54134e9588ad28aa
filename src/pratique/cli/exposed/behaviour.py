"""Describes what the malicious releases that were found do, from the bytes in the store of this machine."""

from pratique.cli.run.behaviours import analysed, kept_files
from pratique.core.names import ReleaseRef
from pratique.errors import StoreError
from pratique.report.parts.counts import plural
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Contact

_MOST_RELEASES = 5
_MOST_FILES = 10
_MOST_BYTES = 64 << 20


def behaviours_of(found: Exposure) -> tuple[tuple[Behaviour, ...], tuple[str, ...]]:
    """Return the behaviour of the found malicious releases, and a sentence for each whose behaviour is not known."""
    refs = _malicious(found)
    if not refs:
        return (), ()
    try:
        kept, without = kept_files(refs[:_MOST_RELEASES])
    except StoreError as error:
        return (), (f"Not known: the store cannot be read: {error.message}.",)
    unknown = [f"{one.ref}: not known, because {one.why}" for one in without]
    if without:
        unknown[-1] += f". {without[-1].ways[0]}"
    chosen = [one for one in kept if one.size_bytes <= _MOST_BYTES][:_MOST_FILES]
    told, failed = analysed(chosen, []) if chosen else ([], [])
    unknown += failed
    left = len(kept) - len(chosen)
    if left:
        unknown.append(f"{plural(left, 'other file')}: run `pratique inspect` on the release")
    if len(refs) > _MOST_RELEASES:
        unknown.append(
            f"{plural(len(refs) - _MOST_RELEASES, 'other release')}: run `pratique inspect` on each"
        )
    return tuple(behaviour for _, behaviour in told), tuple(unknown)


def _malicious(found: Exposure) -> list[ReleaseRef]:
    """Return the malicious releases that reached a place, each once."""
    bad = {item.id for item in found.wanted.releases if item.malicious}
    return sorted(
        {
            one.ref
            for one in found.sightings
            if one.ref is not None and one.wanted in bad and one.contact > Contact.RESOLVABLE
        }
    )
