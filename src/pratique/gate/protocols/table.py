"""The table of protocol adapters."""

import re
from collections.abc import Iterable

from pratique.gate.protocols.interface import Face
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS

FACES: tuple[Face, ...] = (NPM, PYPI, GEMS)
"""Every face; the prefix of none is the beginning of another's."""
_STRAYS = ((re.compile(r"/(?:@[\w.~-]+(?:/|%2[fF]))?[\w.~-]+/-/[\w.~-]+\.tgz\Z", re.ASCII), NPM),)
"""Addresses without the prefix of their face. npm puts the path of a public tarball after the host alone of the registry that it
is told, where a lock has no `resolved` (pacote, `lib/remote.js`; seen with npm 11.19)."""


def face_at(path: str, faces: Iterable[Face]) -> tuple[Face, str] | None:
    """Return the protocol that serves a path, and the path below its prefix."""
    known = tuple(faces)
    for face in known:
        if path.startswith(face.prefix):
            return face, path.removeprefix(face.prefix)
    for pattern, face in _STRAYS:
        if face in known and pattern.match(path):
            return face, path.removeprefix("/")
    return None
