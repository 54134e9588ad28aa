"""What the program calls of an install script say, by the table of known programs."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pratique.analysis import npm_words
from pratique.analysis.facts import Capability, Command
from pratique.analysis.hook_lines import programs
from pratique.analysis.installing.cmake import started_by_cmake
from pratique.analysis.installing.places import STARTED_IN, elsewhere, is_inside
from pratique.analysis.installing.programs import MANAGERS, PROGRAMS, SYSTEM
from pratique.analysis.installing.statement import Statement
from pratique.analysis.languages.shell.programs import CAPABILITIES, INTERPRETERS, program_name
from pratique.analysis.starting import command_starts
from pratique.core.install_script import Effect
from pratique.core.location import Location
from pratique.core.manifest import Manifest
from pratique.core.tree import Tree

_LOOKS = frozenset(("cat", "ls", "sleep", "date", "basename", "dirname", "env", "rem", "setlocal", "if"))
"""Programs that only look."""
_WRITES = frozenset(
    ("cp", "mv", "rm", "chmod", "touch", "rimraf", "rmdir", "unlink", "copy", "move", "del", "xcopy")
)
"""Programs that write the files that their words name, and no others."""
_RIGHTS = frozenset(("chmod",))
"""Programs that change who may use files, and nothing in them; the first word is no file."""
_FOLDERS = frozenset(("mkdir",))
"""Programs that make empty folders."""
_NO_NAME = re.compile(r"(?!)")
_VERBS: tuple[tuple[re.Pattern[str], str, str, bool], ...] = (
    (re.compile(r"(?:unlink|rm|remove|rimraf|del|empty)", re.IGNORECASE), "removes", "files", False),
    (re.compile(r"(?:symlink|link|ln)", re.IGNORECASE), "links", "files", False),
    (re.compile(r"[fl]?ch(?:mod|own)", re.IGNORECASE), "changes permissions of", "files", True),
    (re.compile(r"(?:mkdir|make|ensureDir)", re.IGNORECASE), "makes", "folders", True),
)
"""What calls and programs do, by how their names begin, and whether a line names it only if there is nothing else to tell."""
_ASKS = frozenset(("config", "prefix", "root", "bin", "--version", "-v", "version", "-version", "get"))
"""Words after which a package manager only answers."""
_LISTS = frozenset(
    ("list", "ls", "la", "ll", "query", "help", "freeze", "explain", "env", "environment", "check")
)
"""Words after which a package manager that runs no scripts by their bare names answers from what is installed."""
_OF_LISTS = frozenset(
    ("-g", "--global", "-i", "--local", "-l", "--long", "--json", "--parseable", "--depth=0")
)
_SHOWS = frozenset(("view", "info", "show", "search", "outdated", "whoami", "ping", *_LISTS))
"""Words after which it may ask a registry."""
_NO_BARE_SCRIPTS = frozenset(("npm", "pip", "gem", "uv", "bundle"))
_RUNNERS = frozenset(("npx", "pnpx", "bunx"))
_RUNS = frozenset(("dlx", "x", "exec"))
"""Words after which a package manager runs a program, which it downloads if it is not installed."""
_REBUILDS = frozenset(("rebuild", "rb"))
_INSTALLS = frozenset(("install", "add", "i", "ci", "dlx", "x", "exec", "create", "up", "upgrade", "update"))
_NO_FILES = _INSTALLS | {"pm", "remove", "link"}
"""Words after `bun` that are commands, and not the file that it runs."""
_ASKED = frozenset(("--version", "-v", "-V", "--help", "-h"))
_REPLACES = re.compile(r"s/[^/]{0,80}/[^/]{0,80}/g?")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The package whose script it is."""

    tree: Tree
    manifest: Manifest
    moved: bool = False
    """Whether code of the script goes to a folder outside the package, or to one that is not known."""


def of_command(around: Surroundings, folder: str, command: Command, place: Location) -> Iterator[Statement]:
    """Yield what one program call in a folder says; nothing if it starts files of the package, which tell for themselves."""
    name = program_name(command.program)
    if name in MANAGERS and (name not in INTERPRETERS or command.runs in _NO_FILES):
        yield from _manager(command, place, name)
    elif name in INTERPRETERS:
        yield from _interpreter(around, folder, command, place, name)
    elif name in PROGRAMS:
        known = PROGRAMS[name]
        yield Statement(known.effect, known.words_of(name), place, tool=name)
        if name == "cmake-js":
            yield from started_by_cmake(around.tree)
    elif any(programs(around.manifest, around.tree, name)) or any(
        command_starts(around.tree, folder, command)
    ):
        return
    elif name in SYSTEM:
        before, named, _ = SYSTEM[name].does.partition(" {}")
        yield Statement(SYSTEM[name].effect, before, place, name=name if named else "")
    elif name == "sed" and _only_replaces(command):
        return
    elif name in _WRITES | _FOLDERS:
        yield _written(around, command, folder, place)
    elif name not in _LOOKS:
        yield _started(name, place)


def _interpreter(
    around: Surroundings, folder: str, command: Command, place: Location, name: str
) -> Iterator[Statement]:
    if command.piped_from is not None:
        yield Statement(Effect.STARTS, f"pipes the output of {shown(command.piped_from)} into {name}", place)
    elif command.inline is not None or any(command_starts(around.tree, folder, command)):
        return  # their own facts tell
    elif command.runs is not None:
        words = f"runs {shown(command.runs)}, which is not in the package"
        yield Statement(Effect.UNKNOWN, words, place)
    elif not command.arguments or not _ASKED.issuperset(command.arguments):
        yield _started(name, place)


def _manager(command: Command, place: Location, name: str) -> Iterator[Statement]:
    words = [word for word in command.arguments if not word.startswith("-")]
    first = words[0] if words else ""
    if command.arguments and _ASKS.intersection((first, command.arguments[0])):
        return
    if name in _NO_BARE_SCRIPTS and first in _SHOWS:
        options = {word for word in command.arguments if word.startswith("-")}
        if first not in _LISTS or not options <= _OF_LISTS:
            yield Statement(Effect.DOWNLOADS, f"asks a registry with {name}", place)
        return
    told = npm_words.told(command)
    followed = told is not None and bool(told.scripts or told.line)
    if name in _RUNNERS:
        if not followed:
            yield _fetched(first or name, name, place)
    elif first in _RUNS and words[1:] and not (told is not None and told.line):
        yield _fetched(words[1], f"{name} {first}", place)
    elif name == "npm" and first in _REBUILDS:
        named = f" {shown(words[1])}" if words[1:] else " installed packages"
        yield Statement(Effect.OTHER_CODE, f"rebuilds{named} with npm", place)
    elif first in _INSTALLS or not followed:
        yield Statement(Effect.DOWNLOADS, f"installs packages with {name}", place)


def _fetched(word: str, runner: str, place: Location) -> Statement:
    """Return what a program does that a package manager runs, and downloads first if it is not installed."""
    program = word[:1] + word[1:].partition("@")[0]
    known = PROGRAMS.get(program)
    if known is not None:
        return Statement(
            Effect.DOWNLOADS, f"{known.words_of(program)} ({runner} can download it)", place, tool=program
        )
    return Statement(Effect.DOWNLOADS, f"runs {shown(word)} with {runner}, which can download it", place)


def _only_replaces(command: Command) -> bool:
    """Return True for a sed that replaces text of its input: other scripts of sed can run programs and write files."""
    return bool(command.arguments) and all(
        word in {"-e", "-E", "-r", "-n"} or _REPLACES.fullmatch(word) for word in command.arguments
    )


def _written(around: Surroundings, command: Command, folder: str, place: Location) -> Statement:
    named = [word for word in command.arguments if not word.startswith("-")]
    options = [word for word in command.arguments if word.startswith("-")]
    name = program_name(command.program)
    files = named[name in _RIGHTS :]
    # What is named by no word comes from elsewhere (xargs), and an option may name a folder.
    clear = bool(files) and not any("/" in word or "=" in word or word.startswith("-t") for word in options)
    inside = clear and all(is_inside(folder, word, moved=around.moved) for word in files)
    if inside and name in _RIGHTS:
        return Statement(Effect.COPIES, "makes its files executable", place, last=True)
    if inside:
        return written(Effect.COPIES, name, ("of its package", ""), place, "copies")
    paths = (STARTED_IN + posixpath.join(folder, word) if word.startswith("../") else word for word in files)
    places = (elsewhere(folder, path, around.manifest.name, moved=around.moved) for path in paths)
    where = next((one for one in places if one[0] and " of its package" not in one[0]), ("", ""))
    return written(Effect.WRITES, name, where, place, "copies")


def written(
    effect: Effect, call: str, where: tuple[str, str], place: Location, otherwise: str = "writes"
) -> Statement:
    """Return the statement about files that a call or a program writes, in words for where they lie; unknown without those."""
    default = (_NO_NAME, otherwise, "files", False)
    _, verb, what, last = next((one for one in _VERBS if one[0].match(call)), default)
    if not where[0]:
        return Statement(effect, "", place, last=last, open=f"where it changes {what}")
    name = shown(where[1].replace("${_}", "*"))
    return Statement(effect, f"{what} {where[0]}", place, last=last, verb=verb, name=name)


def _started(name: str, place: Location) -> Statement:
    if CAPABILITIES.get(name) is Capability.NETWORK:
        return Statement(Effect.DOWNLOADS, f"uses the network with {shown(name)}", place)
    if not name[:1].isalnum() or not name.isprintable() or set("${}*%<>()`") & set(name):
        return Statement(Effect.STARTS, "", place, open="which program it starts")
    return Statement(Effect.STARTS, "starts", place, name=shown(name))


def shown(name: str) -> str:
    """Return a name from the package, short and without control characters."""
    clean = "".join(character if character.isprintable() else "?" for character in name[: _LONGEST + 1])
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}..."
