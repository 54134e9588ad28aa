"""What one started program fetches and a later one of the same function starts: `curl -o NAME`, then NAME."""

import posixpath
import re
from dataclasses import dataclass, field
from itertools import pairwise

from pratique.analysis.facts import Command
from pratique.analysis.hosts import HostClass, class_of
from pratique.analysis.languages import shell
from pratique.analysis.languages.python.scopes import Scope

CLONERS = frozenset(("git.Repo.clone_from", "git.Git().clone", "git.Git.clone"))
"""Calls that fetch a whole repository (GitPython)."""
_FETCHES = re.compile(r"\b(?:curl|wget|certutil|bitsadmin|iwr|Invoke-WebRequest)\b", re.IGNORECASE)
_PROGRAMS = frozenset(("curl", "wget", "certutil", "bitsadmin", "iwr", "invoke-webrequest"))
_NAMED = re.compile(r"\A(?:-[a-zA-Z]*[oO]|--output|--output-document|-OutFile)\Z")
_BY_ADDRESS = re.compile(r"\A(?:-[a-zA-NP-Z]*+O[a-zA-Z]*+|--remote-name)\Z")
_ADDRESS = re.compile(r"\Ahttps?://", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:py|pyw|sh|exe|bat|cmd|ps1|vbs|jar)\b", re.IGNORECASE)
_INSTALLS = re.compile(
    r"\bpip[\d.]{0,5}(?:\.exe)?[\"']? install "
    r"(?:-(?!-?(?:f|i|r|c|index-url|extra-index-url|find-links|proxy) )[\w-]{1,30} |[\w.][\w.=<>~-]{0,60} ){0,10}"
    r"(?:git\+)?(https?://[^\s\"']{4,300})"
)
"""An address as what is installed, not as the value of `--index-url` and its like."""
_FEW_USE = frozenset(
    {
        HostClass.UNKNOWN,
        HostClass.RAW_IP,
        HostClass.TUNNEL,
        HostClass.FILE_DROP,
        HostClass.FREE_HOSTING,
        HostClass.DYNAMIC_DNS,
    }
)
_FEWEST = 3
_MOST_TEXT = 4_000
_MOST_WORDS = 50


def installs_from_afar(text: str) -> bool:
    """Whether a command lets pip install an archive or repository from a host that few projects use."""
    found = _INSTALLS.search(text[:_MOST_TEXT])
    return found is not None and class_of(found.group(1)) in _FEW_USE


@dataclass(slots=True)
class Fetched:
    """The files that the started programs of a source fetch, and its cloned repositories, by function."""

    _files: dict[Scope, dict[str, int]] = field(default_factory=dict)
    _clones: dict[Scope, int] = field(default_factory=dict)

    def command(self, text: str, scope: Scope, line: int) -> None:
        """Note what a command line fetches."""
        if not _FETCHES.search(text[:_MOST_TEXT]):
            return
        for command in shell.read_command(text[:_MOST_TEXT]).commands:
            name = _saved_as(command)
            if name and len(name) >= _FEWEST:
                self._files.setdefault(scope, {}).setdefault(name.lower(), line)

    def clone(self, scope: Scope, line: int) -> None:
        """Note that a repository is fetched."""
        self._clones.setdefault(scope, line)

    def origin(self, text: str, scope: Scope, line: int) -> int:
        """The line of the function that fetched what a command line starts, or its own; 0 when none did."""
        if installs_from_afar(text):
            return line
        cloned = self._clones.get(scope, 0)
        if 0 < cloned < line and _SCRIPT.search(text[:_MOST_TEXT]):
            return cloned
        files = self._files.get(scope)
        if not files:
            return 0
        for command in shell.read_command(text[:_MOST_TEXT]).commands:
            for started in (command.program, command.runs or ""):
                found = files.get(_base(started).lower(), 0)
                if 0 < found < line:
                    return found
        return 0


def _saved_as(command: Command) -> str:
    """The name of the file that a downloader writes, without its folder."""
    program = _base(command.program).lower().removesuffix(".exe")
    if program not in _PROGRAMS:
        return ""
    words = command.arguments[:_MOST_WORDS]
    address = next((word for word in words if _ADDRESS.match(word)), "")
    for flag, word in pairwise(words):
        takes_name = _NAMED.match(flag) and not (program == "curl" and flag.endswith("O"))
        if takes_name and not _ADDRESS.match(word):
            return _base(word)
    if not address:
        return ""
    if program in {"certutil", "bitsadmin"}:
        return _base(words[-1]) if words[-1] != address else ""
    if program == "wget" or any(_BY_ADDRESS.match(word) for word in words):
        return _base(address.partition("?")[0].partition("://")[2].partition("/")[2])
    return ""


def _base(path: str) -> str:
    return posixpath.basename(path.replace("\\", "/").strip("\"'"))
