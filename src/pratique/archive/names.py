"""Checks member names for anomalies and determines the paths where installers write the members.

Sources: `strip: 1` and stripAbsolutePath of node-tar 7.5 as npm 11 calls it; has_leading_dir and split_leading_dir of pip 25; the
data filter of PEP 706.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from pratique.core.tree import AnomalyKind


class Layout(Enum):
    """The installer that unpacks the archive, which determines the handling of the top folder."""

    NPM = auto()
    """A .tgz file: npm drops the first part of every name, and drops every link."""
    SDIST = auto()
    """Any other tar or zip: pip drops the first part of the names if all members share this part."""
    FLAT = auto()
    """A wheel, an egg or a gem: there is no top folder."""

    @classmethod
    def of(cls, filename: str) -> "Layout":
        """Return the layout of an archive from its filename."""
        lowered = filename.lower()
        if lowered.endswith((".whl", ".egg", ".gem")):
            return cls.FLAT
        return cls.NPM if lowered.endswith(".tgz") else cls.SDIST


_DRIVE = re.compile(r"[A-Za-z]:")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they change the direction of writing
    "\u200b\u2028\u2029\u2060\ufeff]"  # zero width, and line ends
)


def oddities(name: str) -> Iterator[tuple[AnomalyKind, str]]:
    """Yield all anomalies of a single name."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        yield AnomalyKind.ABSOLUTE_PATH, "the name is an absolute path"
    if ".." in name and ".." in name.replace("\\", "/").split("/"):
        yield AnomalyKind.PARENT_PATH, "the name has a part '..'"
    if not (name.isascii() and name.isprintable()) and (hidden := _HIDDEN.search(name)):
        yield AnomalyKind.CONTROL_CHARACTER, f"the name contains U+{ord(hidden[0]):04X}"


def lead_of(name: str, layout: Layout) -> tuple[str, str]:
    """Split a name into its first part and the rest, as the installer does; the rest is "" for a name with one part."""
    match layout:
        case Layout.FLAT:
            return "", name
        case Layout.NPM:
            lead, _, rest = name.partition("/")
            return lead, rest
    name = name.lstrip("/").lstrip("\\")
    slash, backslash = name.find("/"), name.find("\\")
    if slash >= 0 and (backslash < 0 or slash < backslash):
        return name[:slash], name[slash + 1 :]
    if backslash >= 0:
        return name[:backslash], name[backslash + 1 :]
    return name, ""


def path_of(name: str, layout: Layout) -> str | None:
    """Return the path inside the package, without root, empty parts and '.'; None if a part is '..'.

    A path with '..' has no location in the package: npm drops such a member, and pip rejects the archive or writes to another
    location.
    """
    while layout is Layout.NPM and (drive := _DRIVE.match(name)):
        name = name[drive.end() :].lstrip("/\\")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts or ("\\" in name and ".." in name.replace("\\", "/").split("/")):
        return None
    return "/".join(parts)


def on_a_drive(name: str) -> bool:
    """Return True if a name starts with a Windows drive letter."""
    return _DRIVE.match(name) is not None


def shared_lead(names: Iterable[str]) -> str | None:
    """Return the first part that all names share; None if the names have no common first part."""
    common: str | None = None
    for name in names:
        lead, _ = lead_of(name, Layout.SDIST)
        if not lead or (common is not None and lead != common):
            return None
        common = lead
    return common


def folded(path: str) -> str:
    """Return the path in the form that a file system uses if it ignores case and Unicode composition."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
