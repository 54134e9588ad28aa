"""Resolves symbolic links inside a package without a file system."""

from collections.abc import Mapping
from enum import Enum, auto

_MOST_HOPS = 40
"""Maximum number of links that are followed, as on Linux."""
_MOST_STEPS = 1_000_000
"""Maximum number of path parts that are examined for all links of one archive."""


class Astray(Enum):
    """The reason why a link resolves to no path of the package."""

    OUTSIDE = auto()
    CIRCLE = auto()
    TOO_FAR = auto()
    """The limit on path parts for all links of this archive was exceeded."""


class LinkMap:
    """The symbolic links of a package: each path is mapped to the target as stored."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self._targets = targets
        self._steps = 0

    def follow(self, path: str) -> str | Astray:
        """Return the final path of the link at `path`, resolved through other links; "" is the root."""
        folder, _, _ = path.rpartition("/")
        return self.resolve(folder, self._targets[path])

    def resolve(self, folder: str, target: str) -> str | Astray:
        """Return the path of `target`, relative to `folder`, resolved through links."""
        places = _prefixes(folder)
        parts = _backwards(target)
        hops = 0
        if _absolute(target):
            return Astray.OUTSIDE
        while parts:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return Astray.TOO_FAR
            part = parts.pop()
            if part == "..":
                if len(places) == 1:
                    return Astray.OUTSIDE
                places.pop()
                continue
            here = f"{places[-1]}/{part}" if places[-1] else part
            inner = self._targets.get(here)
            if inner is None:
                places.append(here)
                continue
            hops += 1
            if hops > _MOST_HOPS:
                return Astray.CIRCLE
            if _absolute(inner):
                return Astray.OUTSIDE
            parts.extend(_backwards(inner))
        return places[-1]


def _prefixes(folder: str) -> list[str]:
    places = [""]
    for part in folder.split("/") if folder else ():
        places.append(f"{places[-1]}/{part}" if places[-1] else part)
    return places


def _backwards(target: str) -> list[str]:
    return [part for part in reversed(target.split("/")) if part not in {"", "."}]


def _absolute(target: str) -> bool:
    return target.startswith(("/", "\\")) or target[1:2] == ":"
