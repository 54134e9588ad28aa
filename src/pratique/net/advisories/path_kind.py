"""What a path of advisories is: a folder, a zip, or one file."""

from pathlib import Path

from pratique.net.advisories.file import OneFile
from pratique.net.advisories.files import DEFAULT_READ_LIMITS, AdvisoryFiles, ReadLimits, opened
from pratique.net.advisories.folder import FolderFiles
from pratique.net.advisories.zip_file import ZipFiles

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


def files_at(path: Path, *, name: str = "", limits: ReadLimits = DEFAULT_READ_LIMITS) -> AdvisoryFiles:
    """Look at a path; its first bytes tell a zip. `name` is what its source calls a file. Raises ParseError."""
    # A link that somebody names is meant; those inside a folder are not followed.
    path = path.resolve() if path.is_symlink() else path
    if path.is_dir():
        return FolderFiles(path, limits)
    with opened(path) as file:
        start = file.read(4)
    if start in _ZIP_MAGIC or (name or path.name).endswith(".zip"):
        return ZipFiles(path, limits)
    return OneFile(path, name, limits)
