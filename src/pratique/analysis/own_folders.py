"""Folders whose names say tests, examples or documentation, and that hold what a Python artifact is for.

A package may be called `sample` or `testing`, and what is imported as `kite` may lie in `docs`. A folder `tests` that is
installed beside the package of a distribution, by mistake as a rule, is none of these.
"""

import re
from collections.abc import Collection

from pratique.analysis.kinds import is_auxiliary
from pratique.core.manifest import Manifest

_SEPARATORS = re.compile(r"[-_.]+")


def own_folders(manifest: Manifest) -> tuple[str, ...]:
    """Give these folders, and modules of such names; those of an artifact that says nothing of its names: none."""
    name = _SEPARATORS.sub("_", manifest.name or "").lower()
    odd = {one for one in manifest.imported if is_auxiliary(f"{one}/x") or is_auxiliary(f"{one}.py")}
    named = any(one.lower() == name for one in manifest.imported)
    alone = len(odd) == len(manifest.imported) and not named
    return tuple(
        place
        for one, place in manifest.imported.items()
        if (one not in odd or alone or one.lower() == name)
        and (is_auxiliary(f"{place}/x") or is_auxiliary(place))
    )


def is_aside(path: str, own: Collection[str]) -> bool:
    """Whether a path is one of tests, examples or documentation, by its name below the folders that are the artifact's own."""
    for place in own:
        if path == place:
            return False
        if path.startswith(f"{place}/"):
            return is_auxiliary(path.removeprefix(f"{place}/"))
    return is_auxiliary(path)
