"""Searches debug logs of package managers: npm's `_logs/*-debug-0.log` and `npm-debug.log`, `pnpm-debug.log`, `yarn-error.log`.

npm's logs state the downloaded files and the install scripts that ran. `yarn-error.log` ends with a copy of the project's lock.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pratique.respond.places.log_text import LogText, head_lines, head_of
from pratique.respond.places.proxy_logs.request import iso_time
from pratique.respond.places.text_log import Terms, TextSearch
from pratique.respond.sighting import PlaceKind, Result
from pratique.respond.wanted.value import Wanted

_NPM = re.compile(r"\d{1,9} (?:silly|verbose|info|http|timing|notice|warn|error|debug)(?: |$)", re.ASCII)
_PNPM = re.compile(r"\d{1,9} (?:debug|info|warn|error) pnpm\S{0,40} ", re.ASCII)
_NDJSON = re.compile(r'\{"time":\d+,.{0,400}?"name":"pnpm', re.ASCII)
_FILE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})_(\d{2})_(\d{2})_(\d{3})Z-debug", re.ASCII)
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class DebugLogs:
    """Implements `interface.Place`."""

    kind: PlaceKind = PlaceKind.DEBUG_LOG

    def finds(self, path: Path) -> bool:
        """Return True if the first lines of a file are those of a debug log."""
        return bool(format_of(head_lines(head_of(path))))

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one debug log."""
        name = format_of(head_lines(head_of(path))) or "debug log"
        search = TextSearch(
            self.kind, str(path), path.name, LogText(path), Terms(wanted), at=_file_time(path.name)
        )
        sightings = tuple(search.sightings())
        return Result(sightings, (search.searched(name),))


def format_of(lines: list[str]) -> str:
    """Return the name of a debug log's format by its first lines; "" for another file."""
    if len([line for line in lines[:10] if _PNPM.match(line) or _NDJSON.match(line)]) >= _ENOUGH:
        return "pnpm debug log"
    if len([line for line in lines[:10] if _NPM.match(line)]) >= min(_ENOUGH, max(1, len(lines))):
        return "npm debug log"
    if lines and lines[0].rstrip() == "Arguments:" and any("yarn" in line for line in lines[1:3]):
        return "yarn error log"
    return ""


def _file_time(name: str) -> datetime | None:
    match = _FILE_TIME.search(name)
    return None if match is None else iso_time(f"{match[1]}T{match[2]}:{match[3]}:{match[4]}.{match[5]}Z")
