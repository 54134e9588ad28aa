"""The table of faces."""

from pratique.gate.face import Face
from pratique.gate.npm import NPM
from pratique.gate.pypi import PYPI

FACES: tuple[Face, ...] = (NPM, PYPI)
"""Every face; the prefix of none is the beginning of another's."""
