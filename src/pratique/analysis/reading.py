"""From the bytes of an artifact to its contents: tree, manifest, facts, contexts."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from pratique.analysis import languages
from pratique.analysis.carried_parts import as_carried_out
from pratique.analysis.clones import find
from pratique.analysis.clones.loading import shipped_index
from pratique.analysis.compiled_python import unread_byte_code
from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, FileFacts, Language, problem_only
from pratique.analysis.first_lines import other_readings, together
from pratique.analysis.foreign import foreign_to_node, not_compiled
from pratique.analysis.gathering import drop_waiting, gather
from pratique.analysis.heap import give_back_free
from pratique.analysis.hook_lines import hook_lines, is_cut, lines_run_by
from pratique.analysis.inventory import take
from pratique.analysis.job import FactsKey, Part
from pratique.analysis.joining import join
from pratique.analysis.kinds import Code, Compiled, classify
from pratique.analysis.languages.shell import SHELLS, parse_command
from pratique.analysis.leading import lead
from pratique.analysis.linking import link
from pratique.analysis.mounted import mount
from pratique.analysis.own_modules import without_own
from pratique.analysis.reach import command_files, contexts, hook_files
from pratique.analysis.resolving import asks_too_many
from pratique.analysis.starting import all_starts, other_languages
from pratique.analysis.subject import Contents, NativeKind, Reading
from pratique.analysis.told_by_data import with_data
from pratique.analysis.translating import Translator, forgive_later
from pratique.analysis.unrunnable import node_stops_at, python_stops_at
from pratique.archive import Limits
from pratique.archive import read as read_archive
from pratique.core.finding import Unread
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.tree import Anomaly, AnomalyKind, File, Omission, Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm_paths import MANIFEST, read_package
from pratique.errors import ParseError

_INERT_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".svg", ".bmp", ".tif", ".tiff", ".avif"),
    *(".ttf", ".otf", ".woff", ".woff2", ".eot", ".mp3", ".mp4", ".ogg", ".wav", ".webm", ".pdf"),
    *(".map", ".md", ".rst", ".txt", ".css", ".less", ".scss", ".html", ".csv", ".tsv", ".d.ts"),
)
"""Files that no interpreter of these ecosystems runs: when one is too large to read, nothing is missed."""
_NATIVE = re.compile(r"\.(?:node|so(?:\.\d+)*|dll|dylib|pyd|exe|wasm|a|lib)\Z", re.IGNORECASE)
"""Compiled code by its name, where it is too large to look at its first bytes: counted, as all compiled code is."""

_GZIP = b"\x1f\x8b"
"""What a web server hands out unread, such as `name.min.gzip.js`; to node it is a control character, where no code has one."""
_NOT_OF_NODE = frozenset((Language.PYTHON, Language.RUBY))
_ABOUT_FILES = frozenset(("chmod", "chown", "chgrp", "ls", "file", "stat", "test", "["))
_STARTING = NODE_LANGUAGES | SHELLS
_MOST_LINES = 100
_LARGE_BYTES = 2 * 1024 * 1024
"""Size of a source after which memory is given back: it took a hundred times as much, for a second or more."""
_MOST_ROUNDS = 4
"""How often what a started file starts in turn is looked for."""


@dataclass(frozen=True)
class Opened:
    """An artifact whose archive was read: files, and which of them are code."""

    part: Part
    tree: Tree
    code: Mapping[str, FactsKey]
    """What to make facts of, by path."""
    natives: Mapping[str, NativeKind]


def open_part(part: Part, data: bytes, limits: Limits, *, beside: Opened | None = None) -> Opened:
    """Read the archive. Bytes that are no archive at all give an empty tree with an anomaly.

    What an artifact has in common with the one `beside` it lies in memory once.
    """
    try:
        tree = read_archive(data, part.filename, limits=limits, beside=beside.tree if beside else None)
    except ParseError as error:
        anomaly = Anomaly(AnomalyKind.CORRUPT, "", error.message)
        tree = Tree(
            files=(), omitted=(Omission(part.filename, error.message, len(data)),), anomalies=(anomaly,)
        )
    code: dict[str, FactsKey] = {}
    natives: dict[str, NativeKind] = {}
    for file in tree:
        match classify(file):
            case Code(language=language):
                code[file.path] = FactsKey(file.sha256, language)
            case Compiled(bytecode=bytecode):
                natives[file.path] = NativeKind.BYTECODE if bytecode else NativeKind.BINARY
            case _:
                pass
    for omission in tree.omitted:
        if _is_native(omission):
            natives[omission.path] = NativeKind.BINARY
    return Opened(part, tree, code, natives)


def _is_native(omission: Omission) -> bool:
    """Whether a file that was not read is compiled code, by its name or its first bytes."""
    if _NATIVE.search(omission.path):
        return True
    kind = classify(File(omission.path, omission.head)) if omission.head else None
    return isinstance(kind, Compiled) and not kind.bytecode


def read_contents(
    opened: Opened,
    known: Mapping[FactsKey, FileFacts],
    made: Callable[[FactsKey, FileFacts], None],
) -> Contents:
    """Make the facts that are not known, tell `made` about them, and put the contents together."""
    facts = _read_each(opened, known, made)
    manifest = ECOSYSTEMS[opened.part.ecosystem].read_manifest(opened.tree, opened.part.kind)
    facts.update(with_data(opened.tree, facts))
    _read_as_started(opened, manifest, facts, known, made)
    opened = _mounted(opened, manifest, facts, known, made)
    linked = without_own(opened.tree, link(opened.tree, facts))
    when = contexts(opened.tree, manifest, linked, opened.part.ecosystem, opened.natives)
    forgive_later(linked, when)
    hooks = hook_files(opened.tree, manifest, opened.part.ecosystem)
    linked, readings = _between(opened, linked, when, hooks)
    told = _hook_facts(opened.tree, manifest, linked, when)
    linked.update(told)
    when.update(dict.fromkeys(told, Context.INSTALL))
    inventory = take(opened.tree, opened.code, opened.natives)
    name = opened.part.ref.package.name if opened.part.ref else manifest.name
    clones = find(opened.tree, linked, shipped_index(), ecosystem=opened.part.ecosystem, name=name)
    return Contents(opened.tree, manifest, linked, when, opened.natives, inventory, clones, readings)


def _between(
    opened: Opened, facts: Mapping[str, FileFacts], when: Mapping[str, Context], hooks: list[str]
) -> tuple[dict[str, FileFacts], tuple[Reading, ...]]:
    """The facts with what files do by each other: functions that others call at load, and data that goes from file to file."""
    led = lead(opened.tree, facts, when)
    joined = join(opened.tree, led, when, hooks)
    gathered = gather(opened.tree, led, joined, when)
    if not gathered.readings:
        return joined, ()
    return drop_waiting(join(opened.tree, gathered.facts, when, hooks), gathered), gathered.readings


def _read_each(
    opened: Opened,
    known: Mapping[FactsKey, FileFacts],
    made: Callable[[FactsKey, FileFacts], None],
) -> dict[str, FileFacts]:
    """Facts of all code, in the order of the tree.

    The largest file is read first: it decides how much memory is taken, and nothing is left yet of the others.
    """
    waiting: dict[FactsKey, File] = {}
    for path, key in opened.code.items():
        if key not in known and key not in waiting:
            waiting[key] = opened.tree.by_path[path]
    fresh: dict[FactsKey, FileFacts] = {}
    for key, file in sorted(waiting.items(), key=lambda item: -item[1].size_bytes):
        fresh[key] = languages.read(file, key.language)
        if file.size_bytes >= _LARGE_BYTES:
            give_back_free()
    for key in waiting:
        made(key, fresh[key])
    return {path: known[key] if key in known else fresh[key] for path, key in opened.code.items()}


def _read_as_started(
    opened: Opened,
    manifest: Manifest,
    facts: dict[str, FileFacts],
    known: Mapping[FactsKey, FileFacts],
    made: Callable[[FactsKey, FileFacts], None],
) -> None:
    """Read what hooks and other files start in the language of the program that starts it, whatever its name.

    What runs in the language of its name, too, is read as both: a hook that hands it to a shell hides nothing of it.
    """
    done: set[tuple[str, Language]] = set()
    translator = Translator(opened.tree, opened.part.ecosystem, facts)
    for _ in range(_MOST_ROUNDS):
        starts = list(all_starts(opened.tree, manifest, facts, opened.part.ecosystem))
        changed = translator.again(starts)
        started = other_languages(opened.tree, manifest, facts, opened.part.ecosystem, starts)
        waiting = [
            (path, as_carried_out(opened.tree.by_path[path], language), language)
            for path, language in started.items()
        ]
        if opened.part.ecosystem is Ecosystem.NPM:
            waiting += other_readings(opened.tree, manifest, facts)
        waiting = [item for item in waiting if (item[0], item[2]) not in done]
        for path, file, language in waiting:
            done.add((path, language))
            key = FactsKey(file.sha256, language)
            found = known.get(key)
            if found is None:
                found = languages.read(file, language)
                made(key, found)
            named = facts.get(path)
            runs = path not in started or not ((named and named.problem) or "").startswith("does not parse")
            facts[path] = together(named, found) if named is not None and runs else found
        if not waiting and not changed:
            return
    for path, language in other_languages(opened.tree, manifest, facts, opened.part.ecosystem).items():
        if (path, language) not in done:
            facts[path] = problem_only(language, "cut: too many files are started to read this one")
    translator.end(all_starts(opened.tree, manifest, facts, opened.part.ecosystem))


def _mounted(
    opened: Opened,
    manifest: Manifest,
    facts: dict[str, FileFacts],
    known: Mapping[FactsKey, FileFacts],
    made: Callable[[FactsKey, FileFacts], None],
) -> Opened:
    """Read what lies in archives from which Python code asks for modules."""
    tree = mount(opened.tree, facts, manifest.import_roots)
    if tree is opened.tree:
        return opened
    code = dict(opened.code)
    for file in tree.files[len(opened.tree.files) :]:
        kind = classify(file)
        assert isinstance(kind, Code)
        key = code[file.path] = FactsKey(file.sha256, kind.language)
        found = known.get(key)
        if found is None:
            found = languages.read(file, kind.language)
            made(key, found)
        facts[file.path] = found
    return replace(opened, tree=tree, code=code)


def _hook_facts(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts], when: Mapping[str, Context]
) -> dict[str, FileFacts]:
    """What the command lines that hooks run do themselves, told at the line of the hook in the manifest that has it, by its path.

    Those that install scripts have npm run are told at the first line.
    """
    found: dict[str, FileFacts] = {}
    started = (
        line
        for path, file in facts.items()
        if when.get(path) is Context.INSTALL and file.language in _STARTING
        for line in lines_run_by(tree, manifest, file.commands)
    )
    for line in (*hook_lines(manifest, tree), *islice(started, _MOST_LINES)):
        package = line.package.manifest
        if package.path is None or any(hook.implicit and hook.name == line.hook for hook in package.hooks):
            continue
        path = posixpath.join(line.package.home, package.path)
        known = found.get(path, FileFacts(language=Language.JSON))
        found[path] = _told_by(known, line.text, package.hook_lines.get(line.hook, 1))
    return found


def _told_by(found: FileFacts, text: str, line: int) -> FileFacts:
    told = languages.read_command(text)
    uses = (replace(use, line=line, at_load=True, scope=0) for use in told.uses)
    flows = (replace(flow, line=line, origin_line=line, at_load=True, scope=0) for flow in told.flows)
    return replace(
        found,
        uses=(*found.uses, *uses),
        flows=(*found.flows, *flows),
        addresses=(*found.addresses, *(replace(address, line=line) for address in told.addresses)),
        commands=(*found.commands, *(replace(command, line=line) for command in told.commands)),
        payloads=(*found.payloads, *(replace(payload, line=line) for payload in told.payloads)),
    )


def unread(contents: Contents, baseline: Tree | None) -> tuple[Unread, ...]:
    """Name what is shipped, could run, and was not analysed."""
    known = frozenset(file.sha256 for file in baseline) if baseline is not None else frozenset()
    asked = command_files(contents.tree, contents.manifest, contents.facts)
    blind = {
        is_node
        for facts in contents.facts.values()
        if (is_node := facts.language in NODE_LANGUAGES) or facts.language is Language.PYTHON
        for item in facts.imports
        if item.module is None
    }
    foreign = foreign_to_node(contents)
    found = []
    for path, facts in contents.facts.items():
        if facts.problem is not None:
            file, context = contents.tree.by_path[path], contents.context(path)
            reached = context is not Context.AUXILIARY and (
                (context is not Context.CALLED and path not in foreign)
                or path in asked
                or not (
                    _is_inert(file, facts, blind=(facts.language in NODE_LANGUAGES) in blind)
                    or _is_foreign(facts, contents.manifest)
                )
            )
            found.append(
                Unread(
                    path,
                    facts.problem,
                    sha256=file.sha256,
                    in_baseline=file.sha256 in known,
                    reached=reached,
                )
            )
    found += not_compiled(contents, known)
    found += unread_byte_code(contents, known)
    lines = (
        tuple(line.text for line in hook_lines(contents.manifest, contents.tree))
        if contents.tree.omitted
        else ()
    )
    found += _inner_manifests(contents, known)
    found += [
        Unread(omission.path, omission.why)
        for omission in contents.tree.omitted
        if not (omission.path.lower().endswith(_INERT_SUFFIXES) or _is_native(omission))
        or _is_asked_for(omission, contents, lines)
    ]
    if is_cut(contents.manifest, contents.tree):
        found.append(
            Unread(contents.manifest.path or "manifest", "cut: hooks run too many lines or packages")
        )
    found += _too_many_asked(contents)
    if contents.manifest.problem is not None:
        found.append(Unread(contents.manifest.path or "manifest", contents.manifest.problem))
    return tuple(sorted(found, key=lambda item: (not item.reached, item.path)))


def _inner_manifests(contents: Contents, known: frozenset[str]) -> Iterator[Unread]:
    """Manifests of inner folders that node reads for where these lead, and that are not read."""
    for path, facts in contents.facts.items():
        if facts.language is not Language.JSON or path in {MANIFEST, contents.manifest.path}:
            continue
        file = contents.tree.by_path[path]
        why = read_package(file).problem
        if why is not None:
            reached = contents.context(path) is not Context.AUXILIARY
            yield Unread(path, why, sha256=file.sha256, in_baseline=file.sha256 in known, reached=reached)


def _too_many_asked(contents: Contents) -> Iterator[Unread]:
    """Code that runs early and asks by a computed path for more files than are followed."""
    for path, facts in contents.facts.items():
        if facts.language in NODE_LANGUAGES and contents.context(path) in {Context.INSTALL, Context.IMPORT}:
            folder = posixpath.dirname(path)
            heads = (item.module for item in facts.imports if item.module is not None and "*" in item.module)
            if any(asks_too_many(contents.tree, folder, head) for head in heads):
                yield Unread(path, "cut: it asks for too many files by a path that is computed")


def _is_asked_for(omission: Omission, contents: Contents, lines: tuple[str, ...]) -> bool:
    """Whether a hook names a file that was not read, or code asks for it as a module: no name and no first bytes excuse it then."""
    name = posixpath.basename(omission.path)
    if any(_names(line, name) for line in lines):
        return True
    return not name.endswith((".node", ".json")) and any(
        posixpath.basename(item.module or "") == name
        for facts in contents.facts.values()
        for item in facts.imports
    )


def _names(line: str, name: str) -> bool:
    """Whether a command line may start a file of that name: changing its mode or its owner starts nothing."""
    if name not in line:
        return False
    commands = parse_command(line)
    return not commands or any(
        command.program not in _ABOUT_FILES
        and any(name in word for word in (command.program, *command.arguments))
        for command in commands
    )


def _is_foreign(facts: FileFacts, manifest: Manifest) -> bool:
    """Whether only a command could run the file: Python and Ruby in an npm package, and in others a page's own script."""
    of_node = manifest.path is not None and manifest.path.endswith("package.json")
    return facts.language in (_NOT_OF_NODE if of_node else NODE_LANGUAGES)


def _is_inert(file: File, facts: FileFacts, *, blind: bool) -> bool:
    """Whether a file that nothing shipped starts or asks for runs for nobody else either.

    Node refuses to run TypeScript below node_modules, and stops at a file that does not parse or that is packed, whoever asks for it;
    Python and gyp stop at one that does not parse. `blind` says that some code of that language asks for files by names that are not known:
    that excuses only what is certainly none to node. A shell script runs when a command starts it.
    """
    if file.path.endswith((".ts", ".tsx", ".mts", ".cts")) or facts.language in SHELLS:
        return True
    if facts.language in NODE_LANGUAGES and (file.data.startswith(_GZIP) or node_stops_at(file.data)):
        return True
    if facts.language is Language.PYTHON and python_stops_at(file.data):
        return True
    stops = (facts.problem or "").startswith("does not parse")
    if facts.language is Language.GYP:
        return stops
    read = facts.language in NODE_LANGUAGES or facts.language is Language.PYTHON
    return read and not blind and stops
