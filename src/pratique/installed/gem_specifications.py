"""Reads a `specifications` folder of RubyGems as a list of installed gems.

RubyGems names the file of each installed gem `NAME-VERSION[-PLATFORM].gemspec`, and keeps the default gems of Ruby in the folder
`default` (RubyGems Guides, "Default gems"). The files are Ruby code, which is not run.
"""

import re

from pratique.core.lock import Lock, LockedPackage, Problem
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.installed.files import EntryKind, Files, joined, shown
from pratique.installed.inventory import InstalledTree

FORMAT = "gem specifications"
_SUFFIX = ".gemspec"
_NAME = re.compile(
    r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,199}?)-([0-9][0-9A-Za-z.]{0,99})(?:-[a-z][0-9A-Za-z_.-]{1,60})?", re.ASCII
)


def gem_release(filename: str) -> ReleaseRef | None:
    """Return the release that the name of a specification file contains; None for another name."""
    match = _NAME.fullmatch(filename.removesuffix(_SUFFIX)) if filename.endswith(_SUFFIX) else None
    return None if match is None else PackageRef(Ecosystem.RUBYGEMS, match[1]).at(match[2])


def read(files: Files, path: str) -> InstalledTree:
    """Read the folder at `path`. A file whose name is not that of a gem is listed as a problem.

    Raise ParseError if the folder is unreadable.
    """
    found: dict[str, LockedPackage] = {}
    problems: list[Problem] = []
    folders = [path]
    for folder in folders:
        for entry in files.entries(folder):
            where = joined(folder, entry.name)
            if entry.kind is EntryKind.FOLDER and entry.name == "default" and folder == path:
                folders.append(where)
            elif entry.name.endswith(_SUFFIX):
                ref = gem_release(entry.name)
                if ref is None:
                    problems.append(Problem(shown(where), None, "the name is not that of a gem"))
                else:
                    key = where.removeprefix(f"{path}/")
                    found[key] = LockedPackage(key=key, package=ref.package, version=ref.version)
    lock = Lock(
        format=FORMAT,
        packages=tuple(found[key] for key in sorted(found)),
        problems=tuple(problems),
        inventory=True,
    )
    return InstalledTree(path=path, ecosystem=Ecosystem.RUBYGEMS, lock=lock)
