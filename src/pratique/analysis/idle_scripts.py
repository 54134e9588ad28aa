"""Shell scripts of a Python package that nothing in it starts: what its author runs to set up a machine, or to publish.

An installer runs Python. A script in a shell's language runs when code, a build or a command starts it, so one that no hook reaches, and
that no code and no file of a build names, waits for somebody who unpacks the release. That cannot be told where code that may run starts
a program whose name it does not show, or one that may start others by files that are not read here.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.languages.shell import SHELLS
from pratique.core.tree import File, Tree

_SIMPLE = frozenset(
    {
        *("git", "hg", "svn", "bzr", "uname", "which", "where", "whereis", "hostname", "id", "date"),
        *("pkg-config", "ldconfig", "sw_vers", "lsb_release", "gcc", "g++", "cc", "c++", "clang", "clang++"),
        *("cl", "ld", "ar", "nm", "otool", "strip", "install_name_tool", "patchelf", "nvcc", "nvidia-smi"),
        *("llvm-config", "ls", "cat", "echo", "true", "false", "cp", "mv", "mkdir", "rm", "rmdir", "chmod"),
        *("touch", "stty", "tput", "less"),
    }
)
"""Programs that start no file of the release, whatever they are given."""
_UNSEEN = frozenset(
    {
        *("cmakelists.txt", "meson.build", "sconstruct", "sconscript", "build.rs", "configure.ac"),
        *("configure.in", "build.ninja", "wscript", "dodo.py"),
    }
)
"""Files of builds that may start any script, also by a pattern."""
_LISTS = re.compile(r"(?:\A|/)(?:[^/]+\.(?:egg-info|dist-info)/|MANIFEST(?:\.in)?\Z|RECORD\Z|SOURCES\.txt\Z)")
"""Lists of what is shipped: they name everything and start nothing."""
_PROSE = (".md", ".rst", ".txt", ".html", ".htm", ".svg", ".po", ".pot", ".css", ".map")
_PROSE_NAMES = re.compile(
    r"(?:changelog|changes|news|readme|authors|history|license|copying|pkg-info)\b", re.IGNORECASE
)
_PLACES = re.compile(r"\.data/(?:scripts|data)/")
"""Where a wheel has what is put among the programs of the machine."""
_PUT = re.compile(rb"\b(?:scripts|data_files|script-files)[\"']?\s*[=:]")
_PATTERNS = re.compile(rb"glob|listdir|walk|iterdir|scandir|\*")
"""A build that puts files by a pattern among the programs of the machine, or anywhere else."""
_BUILDS = frozenset(("setup.py", "setup.cfg", "pyproject.toml"))
_RUNNERS = frozenset(("exec", "eval", "execfile", "computed-call", "marshal.loads", "types.FunctionType"))
_OPENS = re.compile(r"[|;&`$<>()*?\[!\n~]")
"""What has a shell start more than the program in front, or files that are not named: `cat tools/*|sh`."""
_BY_SHELL = frozenset(("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"))
"""Calls that give a whole line to a shell: what is not known of it may be anything."""
_MOST_SCRIPTS = 200
_MOST_BYTES = 16 * 1024 * 1024


def idle_scripts(tree: Tree, facts: Mapping[str, FileFacts], when: Mapping[str, Context]) -> frozenset[str]:
    """The scripts that nothing starts, by the contexts of all files."""
    idle = {
        path
        for path, file in facts.items()
        if file.language in SHELLS and when.get(path) is Context.CALLED and not _PLACES.search(path)
    }
    if not idle or len(idle) > _MOST_SCRIPTS or any(_is_unseen(file.path) for file in tree):
        return frozenset()
    running = [
        file for path, file in facts.items() if path not in idle and when.get(path) is not Context.AUXILIARY
    ]
    if any(_may_start_any(file) for file in running):
        return frozenset()
    telling = [
        file
        for file in tree
        if file.path not in idle and when.get(file.path) is not Context.AUXILIARY and not _is_told_only(file)
    ]
    while started := _named(idle, telling):
        # What starts is read in turn: scripts start each other.
        if any(_may_start_any(facts[path]) for path in started):
            return frozenset()
        idle -= started
        telling = [tree.by_path[path] for path in started]
    return frozenset(idle)


def _is_unseen(path: str) -> bool:
    name = posixpath.basename(path).lower()
    return name in _UNSEEN or name.endswith(".cmake")


def _is_told_only(file: File) -> bool:
    """Whether a file names others and can start none."""
    name = posixpath.basename(file.path)
    return (
        _LISTS.search(file.path) is not None
        or name.lower().endswith(_PROSE)
        or _PROSE_NAMES.match(name) is not None
    )


def _named(idle: Iterable[str], telling: Iterable[File]) -> set[str]:
    """The scripts whose names stand in one of the files, compiled ones among them; a large file may name any."""
    names = {path: posixpath.basename(path).encode() for path in idle}
    found = set[str]()
    for file in telling:
        if file.size_bytes > _MOST_BYTES or _puts_by_pattern(file):
            return {*names}
        found |= {path for path, name in names.items() if name in file.data and _stands_in(name, file.data)}
    return found


def _stands_in(name: bytes, data: bytes) -> bool:
    return re.search(rb"(?<![\w-])" + re.escape(name) + rb"(?![\w-])", data) is not None


def _puts_by_pattern(file: File) -> bool:
    named = posixpath.basename(file.path) in _BUILDS
    return named and _PUT.search(file.data) is not None and _PATTERNS.search(file.data) is not None


def _may_start_any(facts: FileFacts) -> bool:
    if facts.problem is not None and facts.language in {Language.PYTHON, Language.PTH}:
        return True
    return any(_hides_its_program(use) for use in facts.uses)


def _hides_its_program(use: Use) -> bool:
    """Whether code runs that is not shown, or a program is started whose name is not, or that takes others to start: shells, `make`."""
    if use.capability is not Capability.PROCESS:
        return use.capability is Capability.CODE and use.argument is None and use.api in _RUNNERS
    line = use.argument or ""
    if _OPENS.search(line) or ("{" in line and use.api in _BY_SHELL):
        return True
    words = line.split()
    program = posixpath.basename(words[0].replace("\\", "/")).lower().removesuffix(".exe") if words else "{}"
    return program not in _SIMPLE
