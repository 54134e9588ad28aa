"""Determines the folders into which an installer copies the files of a wheel.

Source: PyPA, "Binary distribution format", "Installing a wheel": `NAME.data/purelib` and `platlib` go to site-packages. Scripts,
headers and data go to other folders, and the installer rewrites the first line of a script.
"""

import re
from dataclasses import replace

from pratique.core.installed import FileList

WHEEL = ".dist-info/WHEEL"
_DATA = re.compile(r"[^/]+\.data/([a-z]+)/(.+)")
_SITE = frozenset({"purelib", "platlib"})


def as_installed(artifact: FileList) -> FileList:
    """Return the files of a wheel that are installed into site-packages, with their paths in site-packages."""
    files = {}
    for path, file in artifact.files.items():
        moved = _DATA.fullmatch(path)
        if moved is None:
            files[path] = file
        elif moved[1] in _SITE:
            files[moved[2]] = file
    return replace(artifact, files=files)
