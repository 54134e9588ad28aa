"""Describes each script that the installation of an artifact runs, from its facts alone."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pratique.analysis.facts import Command, FileFacts, Language
from pratique.analysis.hook_lines import HookLine, hook_lines, is_cut, lines_run_by, packages
from pratique.analysis.installing import behaviour
from pratique.analysis.installing.commands import Surroundings, of_command, shown, written
from pratique.analysis.installing.programs import BUILDERS, PROGRAMS
from pratique.analysis.installing.reached_files import Reading, of_files, prints
from pratique.analysis.installing.statement import Statement, effects, line, ordered
from pratique.analysis.installing.unseen_calls import unseen_calls
from pratique.analysis.languages import readers
from pratique.analysis.reach import hook_files, reached_by
from pratique.analysis.starting import PATHS_ARE_COMMANDS
from pratique.analysis.subject import Contents
from pratique.core.install_script import Effect, InstallScript
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.release import Hook

_MOST_SCRIPTS = 60
_MOST_PLACES = 5
_MOST_STATEMENTS = 400
_SETTINGS = "setup.cfg"
_LEAVES = frozenset(("cd", "pushd", "chdir"))


def install_scripts(contents: Contents, ecosystem: Ecosystem) -> tuple[InstallScript, ...]:
    """Return what an installation runs, in the order in which it runs; empty if it runs nothing of the artifact."""
    manifest = contents.manifest
    found: list[InstallScript] = []
    if manifest.problem is not None and ecosystem is not Ecosystem.PYPI:
        place = Location(manifest.path or "package.json")
        found.append(_unread("manifest", manifest.path or "", shown_problem(manifest.problem), place))
    for package in list(packages(manifest, contents.tree))[:_MOST_SCRIPTS]:
        if package.home:
            name = shown(package.manifest.name or package.home)
            place = Location(posixpath.join(package.home, package.manifest.path or "package.json"))
            why = f"the bundled package {name} has install scripts of its own"
            found += (_unread(hook.name, hook.command, why, place) for hook in package.manifest.hooks)
    found += (_described(contents, ecosystem, hook) for hook in manifest.hooks[:_MOST_SCRIPTS])
    if len(manifest.hooks) > _MOST_SCRIPTS or is_cut(manifest, contents.tree):
        found.append(
            _unread("install", "", "it runs more than the analysis follows", Location(manifest.path or ""))
        )
    return tuple(found[: 2 * _MOST_SCRIPTS])


def shown_problem(why: str) -> str:
    """Return why a manifest cannot be read, without control characters."""
    return "".join(character for character in why[:120] if character.isprintable())


def _unread(hook: str, command: str, why: str, place: Location) -> InstallScript:
    told = [Statement(Effect.UNKNOWN, why, place)]
    text = line(told)
    return InstallScript(
        hook=hook,
        command=command,
        does=text,
        effects=(Effect.UNKNOWN,),
        places=(place,),
        behaviour=behaviour.digest(hook=hook, command=command, effects=(Effect.UNKNOWN,), files=()),
    )


def _described(contents: Contents, ecosystem: Ecosystem, hook: Hook) -> InstallScript:
    tree, manifest = contents.tree, contents.manifest
    paths = reached_by(hook, tree, manifest, contents.facts, ecosystem)
    moved = (
        any(_leaves(one) for one in _lines(contents, hook)) if ecosystem not in PATHS_ARE_COMMANDS else False
    )
    started = set(hook_files(tree, replace(manifest, hooks=(hook,), bundled=()), ecosystem))
    files = [
        Reading(path, contents.facts[path], tree.by_path[path].data, moved, path not in started)
        for path in sorted(paths)
        if path in contents.facts
    ]
    declared = _declared(contents, ecosystem, hook)
    around = Surroundings(tree, manifest)
    in_turn: list[tuple[Reading, HookLine]] = []
    if ecosystem not in PATHS_ARE_COMMANDS:
        lines = (Reading("", readers.read_command(one.text)) for one in _lines(contents, hook))
        in_turn = list(_run_by_files(contents, [*files, *lines]))
    told = [
        *_of_hook(contents, ecosystem, hook, around, declared),
        *of_files(around, files),
        *(
            found
            for file, one in in_turn
            for found in _of_command_line(around, one, file.at() if file.path else declared)
        ),
        *_unread_files(contents, paths),
    ][:_MOST_STATEMENTS]
    if (place := prints(files)) is not None:
        told.append(Statement(Effect.PRINTS, "prints a message", place))
    text, found = line(told), effects(told)
    tools = tuple(dict.fromkeys(one.tool for one in told if one.tool))
    read = behaviour.manifest_read(
        tree,
        manifest,
        (file.facts for file in files),
        asked=any(PROGRAMS[tool].by_manifest for tool in tools),
    )
    data = [behaviour.plain(tree.by_path[path], manifest.version) for path in paths if path != manifest.path]
    return InstallScript(
        hook=hook.name,
        command=hook.command,
        does=text,
        effects=found,
        places=_places(declared, told),
        tools=tools,
        behaviour=behaviour.digest(
            hook=hook.name,
            command=hook.command,
            effects=found,
            files=[
                *data,
                read,
                *_followed(contents, ecosystem, hook),
                *(one.text.encode("utf-8", "replace") for _, one in in_turn),
            ],
        ),
    )


def _declared(contents: Contents, ecosystem: Ecosystem, hook: Hook) -> Location:
    manifest = contents.manifest
    if hook.command in contents.tree.by_path and (ecosystem in PATHS_ARE_COMMANDS):
        return Location(hook.command)
    if hook.implicit:
        gyp = next((file.path for file in contents.tree if file.path.lower() == "binding.gyp"), None)
        return Location(gyp or manifest.path or hook.command)
    return Location(manifest.path or hook.command, manifest.hook_lines.get(hook.name))


def _of_hook(
    contents: Contents, ecosystem: Ecosystem, hook: Hook, around: Surroundings, place: Location
) -> Iterator[Statement]:
    """Yield what the client does with a hook, and what its command lines say."""
    builder = BUILDERS.get(hook.name)
    if ecosystem in PATHS_ARE_COMMANDS:
        if builder is None:
            yield Statement(Effect.UNKNOWN, f"it runs {shown(hook.command)} ({shown(hook.name)})", place)
            return
        yield Statement(builder.effect, builder.does, place)
        settings = contents.tree.get(_SETTINGS) if hook.name == "setup.py" else None
        for call in unseen_calls(Language.PYTHON, settings.data) if settings is not None else ():
            if call.effect is Effect.STARTUP:
                yield Statement(call.effect, call.words, Location(_SETTINGS, call.line))
        if hook.command not in contents.tree.by_path and hook.name != "build-requires":
            yield Statement(Effect.UNKNOWN, f"{shown(hook.command)} is not in the artifact", place)
        return
    for one in _lines(contents, hook):
        yield from _of_command_line(around, one, place)


def _of_command_line(around: Surroundings, one: HookLine, place: Location) -> Iterator[Statement]:
    """Yield what the program calls of a command line say, and the line itself."""
    commands = list(one.commands())
    for folder, command in commands:
        yield from of_command(around, folder, command, place)
    if not commands and one.text.strip():
        yield Statement(Effect.UNKNOWN, "its command line cannot be read", place)
    yield from _of_line(around, one, place)


def _run_by_files(contents: Contents, files: Iterable[Reading]) -> Iterator[tuple[Reading, HookLine]]:
    """Yield the command lines that files have a package manager run: scripts of package.json, each once."""
    known: set[tuple[str, str]] = set()
    for file in files:
        for one in lines_run_by(contents.tree, contents.manifest, _commands_of(file.facts)):
            if (one.folder, one.text) not in known and len(known) < _MOST_STATEMENTS:
                known.add((one.folder, one.text))
                yield file, one


def _commands_of(facts: FileFacts) -> tuple[Command, ...]:
    """Return the program calls of a file, and those of the code that these carry."""
    carried = (readers.carried(command) for command in facts.commands)
    return facts.commands + tuple(
        command for code in carried if code is not None for command in code.commands
    )


def _of_line(around: Surroundings, one: HookLine, place: Location) -> Iterator[Statement]:
    """Yield what a command line does itself: redirections, and the code that it carries."""
    facts = readers.read_command(one.text)
    for statement in of_files(around, [Reading("", facts, one.text.encode("utf-8", "replace"))]):
        if statement.effect is Effect.COPIES and _leaves(one):
            yield written(Effect.WRITES, "write", ("", ""), place)
        else:
            yield replace(statement, place=place)
    for command in facts.commands:
        carried = readers.carried(command)
        if carried is not None:
            source = command.inline[1].encode("utf-8", "replace") if command.inline else b""
            code = Reading("", carried, source)
            yield from (replace(found, place=place) for found in of_files(around, [code]))
            if prints([code]) is not None:
                yield Statement(Effect.PRINTS, "prints a message", place)


def _leaves(one: HookLine) -> bool:
    """Return True if a command line goes to another folder."""
    commands = readers.read_command(one.text).commands
    return any(command.program in _LEAVES and command.arguments[:1] != () for command in commands)


def _lines(contents: Contents, hook: Hook) -> Iterator[HookLine]:
    return hook_lines(replace(contents.manifest, hooks=(hook,), bundled=()), contents.tree)


def _followed(contents: Contents, ecosystem: Ecosystem, hook: Hook) -> Iterator[bytes]:
    """Yield the command lines that a hook runs in turn (`npm run build`)."""
    if ecosystem not in PATHS_ARE_COMMANDS:
        yield from (one.text.encode("utf-8", "replace") for one in _lines(contents, hook))


def _unread_files(contents: Contents, paths: Iterable[str]) -> Iterator[Statement]:
    """Yield the files that a script reaches and that have no facts: compiled or unreadable code."""
    for path in sorted(paths):
        if path in contents.natives:
            yield Statement(Effect.OTHER_CODE, "runs compiled code", Location(path))
        elif path not in contents.facts and not path.endswith((".json", ".txt", ".md")):
            yield Statement(Effect.UNKNOWN, f"{shown(path)} was not analysed", Location(path))


def _places(declared: Location, told: Iterable[Statement]) -> tuple[Location, ...]:
    """Return where a script is declared, then the places that decide most."""
    decisive = (one.place for one in ordered(told) if one.effect not in {Effect.PRINTS, Effect.NOTHING})
    return tuple(dict.fromkeys((declared, *decisive)))[:_MOST_PLACES]
