"""Compares the npm-shrinkwrap.json inside a package with the project's lockfile."""

from collections.abc import Iterable

from pratique.analysis.shipped import SHRINKWRAP
from pratique.core.assessment import Assessment
from pratique.core.lock import Lock, LockedPackage
from pratique.core.reading import Trouble
from pratique.errors import ParseError, PratiqueError, Reference, StoreError
from pratique.intake.question import File
from pratique.intake.road import Road
from pratique.lockfiles.npm.shrinkwrap import overruled

_MOST_NAMED = 3
_HINT = "npm 10 and 11 use that file, npm 12 uses the lock: run `npm install` to regenerate the lock, or choose another release"


async def shrinkwrap_trouble(
    road: Road, file: File, judged: Assessment, places: Iterable[tuple[Lock, LockedPackage]]
) -> Trouble | None:
    """Return an error if the lockfile lacks packages that an entry's own npm-shrinkwrap.json installs.

    Raises StoreError if the local store cannot be read or written.
    """
    sha256 = next((digest.hex for digest in judged.digests if digest.algorithm == "sha256"), None)
    if sha256 is None:
        return None
    try:
        shipped = await road.list_files(file, sha256)
        if shipped.gap is not None or SHRINKWRAP in shipped.omitted:
            why = shipped.gap or f"the package's {SHRINKWRAP} is too large"
            return Trouble(Reference.SHRINKWRAP_DIFFERS, why, _HINT)
        data = shipped.shrinkwrap
        found = (
            [] if data is None else [one for lock, entry in places for one in overruled(lock, entry, data)]
        )
    except StoreError:
        raise
    except ParseError as error:
        return Trouble(Reference.SHRINKWRAP_DIFFERS, f"its {SHRINKWRAP}: {error.message}", _HINT)
    except PratiqueError as error:
        return Trouble(error.reference, error.message, error.hint)
    return Trouble(Reference.SHRINKWRAP_DIFFERS, _words(found), _HINT) if found else None


def _words(found: list[str]) -> str:
    named = list(dict.fromkeys(found))
    more = len(named) - _MOST_NAMED
    text = "; ".join(one[:200] for one in named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"the package's own {SHRINKWRAP} installs {text}"
