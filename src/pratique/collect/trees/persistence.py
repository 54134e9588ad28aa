"""Lists files in which malware survives an uninstall: editor tasks, agent hooks, CI workflows, shell and login scripts.

Each is listed with its SHA-256, because its content decides, not its presence.
"""

from __future__ import annotations  # Python 3.9

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..disk import UnreadableError, joined
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

MOST_BYTES = 4 * 1024 * 1024
"""The maximum size of a listed file; larger ones are unread."""
_ANY = re.compile("")


class _Habit(NamedTuple):
    """The files that a program starts by itself."""

    name: str
    """The name of their folder; "" for any folder."""
    above: str
    """The name of the parent folder; "" for any."""
    files: re.Pattern[str]
    in_trees: bool = False
    """Whether such files also count inside `node_modules` and `site-packages`."""


_HABITS = (
    _Habit(".vscode", "", re.compile(r"(?:tasks|settings|mcp)\.json\Z")),
    _Habit(".claude", "", _ANY),
    *(_Habit(name, ".claude", _ANY) for name in ("hooks", "commands", "agents", "skills")),
    _Habit(".cursor", "", _ANY),
    *(_Habit(name, ".cursor", _ANY) for name in ("hooks", "rules", "commands")),
    _Habit("workflows", ".github", re.compile(r".*\.ya?ml\Z")),
    _Habit("hooks", ".git", re.compile(r"(?!.*\.sample\Z)")),
    _Habit("user", "systemd", re.compile(r".*\.(?:service|timer|path|socket)\Z")),
    _Habit("LaunchAgents", "", re.compile(r".*\.plist\Z")),
    _Habit("LaunchDaemons", "", re.compile(r".*\.plist\Z")),
    _Habit("autostart", "", re.compile(r".*\.desktop\Z")),
    _Habit("Startup", "Programs", _ANY),
    _Habit("fish", "", re.compile(r"config\.fish\Z")),
    _Habit("conf.d", "fish", _ANY),
    *(
        _Habit(name, "", re.compile(r".*\.pth\Z|(?:site|user)customize\.py\Z"), in_trees=True)
        for name in ("site-packages", "dist-packages")
    ),
)
_BY_FOLDER = {name: [one for one in _HABITS if one.name == name] for name in {one.name for one in _HABITS}}
_SHELL = frozenset(
    {
        *(".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile"),
        *(".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout"),
    }
)


def files_of(folder: Folder) -> list[str]:
    """Return the names of the files in a folder that are started by a program or hook into one."""
    habits = [
        one
        for one in _BY_FOLDER.get(folder.name, ())
        if one.above in ("", folder.above) and (one.in_trees or not folder.in_tree)
    ]
    shell = () if folder.in_tree else _SHELL.intersection(folder.listing.files)
    if not habits:
        return sorted(shell)
    return sorted(
        {*shell, *(name for name in folder.listing.files if any(one.files.match(name) for one in habits))}
    )


def finds(folder: Folder) -> bool:
    """Return True if a folder contains such files."""
    return bool(files_of(folder))


def read(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    """Yield such files with their SHA-256. `disk` is the root of the walk."""
    for name in files_of(folder):
        path = joined(folder.path, name)
        try:
            digest = hashlib.sha256(disk.read(path, MOST_BYTES)).hexdigest()
            yield Entry(path=path, digests=(f"sha256:{digest}",), at=disk.changed_at(path))
        except UnreadableError as error:
            yield Unread(path, str(error))
