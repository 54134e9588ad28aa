"""Where the files of a wheel lie when it is installed.

Facts: PyPA, "Binary distribution format", "Installing a wheel": what is in `NAME.data/purelib` and `platlib` goes into
site-packages; scripts, headers and data go elsewhere, and the first line of a script is rewritten.
"""

import re
from dataclasses import replace

from pratique.core.installed import FileList

WHEEL = ".dist-info/WHEEL"
_DATA = re.compile(r"[^/]+\.data/([a-z]+)/(.+)")
_SITE = frozenset({"purelib", "platlib"})


def as_installed(artifact: FileList) -> FileList:
    """The list with the paths that the files have in site-packages; what goes elsewhere is left out."""
    files = {}
    for path, file in artifact.files.items():
        moved = _DATA.fullmatch(path)
        if moved is None:
            files[path] = file
        elif moved[1] in _SITE:
            files[moved[2]] = file
    return replace(artifact, files=files)
