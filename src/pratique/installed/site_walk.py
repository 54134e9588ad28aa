"""Walks through `site-packages` and lists its files and folders by path."""

from collections import deque
from dataclasses import dataclass, field

from pratique.errors import ParseError
from pratique.installed.files import EntryKind, Files, joined, shown
from pratique.lockfiles.npm.entry import MOST_FOLDERS
from pratique.lockfiles.reading.problem_list import ProblemList

MOST_ENTRIES = 2_000_000
"""The maximum number of names in one tree."""


@dataclass(slots=True)
class SiteWalk:
    """Lists the files and folders in `site-packages`.

    `sizes` maps the path of each file to its size, or to None for anything but a regular file. `folders` contains the top-level
    folders.
    """

    sizes: dict[str, int | None] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)

    def run(self, files: Files, site: str, problems: ProblemList) -> None:
        """List all files below `site`. Unreadable parts of the folder are listed as problems."""
        waiting = deque([""])
        left = MOST_ENTRIES
        while waiting:
            folder = waiting.popleft()
            where = joined(site, folder) if folder else site
            if left <= 0 or folder.count("/") >= MOST_FOLDERS:
                why = "the folder is nested too deeply" if left > 0 else "the tree contains too many files"
                problems.add(shown(where[-300:]), None, why)
                continue
            try:
                entries = files.entries(where)
            except ParseError as error:
                problems.add(shown(where[-300:]), None, error.message)
                continue
            left -= len(entries)
            for entry in entries:
                path = joined(folder, entry.name)
                if entry.kind is EntryKind.FOLDER:
                    waiting.append(path)
                    if not folder:
                        self.folders.append(path)
                else:
                    self.sizes[path] = entry.size_bytes if entry.kind is EntryKind.FILE else None
