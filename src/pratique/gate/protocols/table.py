"""Lists the protocol adapters."""

import re
from collections.abc import Iterable

from pratique.gate.protocols.interface import Face
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS

FACES: tuple[Face, ...] = (NPM, PYPI, GEMS)
"""All protocol adapters. No adapter's prefix is the beginning of another adapter's prefix."""
_STRAYS = ((re.compile(r"/(?:@[\w.~-]+(?:/|%2[fF]))?[\w.~-]+/-/[\w.~-]+\.tgz\Z", re.ASCII), NPM),)
"""URL paths without a protocol prefix.

If a lockfile does not contain `resolved`, npm appends the path of a public tarball to the host of the configured
registry (pacote, `lib/remote.js`; observed with npm 11.19).
"""


def face_at(path: str, faces: Iterable[Face]) -> tuple[Face, str] | None:
    """Return the adapter that serves a path, and the path below the adapter's prefix."""
    known = tuple(faces)
    for face in known:
        if path.startswith(face.prefix):
            return face, path.removeprefix(face.prefix)
    for pattern, face in _STRAYS:
        if face in known and pattern.match(path):
            return face, path.removeprefix("/")
    return None
