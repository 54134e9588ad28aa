"""From the bytes of an artifact to its contents: tree, manifest, facts, contexts."""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from pratique.analysis.carried_parts import as_carried_out
from pratique.analysis.clones import find
from pratique.analysis.clones.loading import shipped_index
from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, FileFacts, Language, problem_only
from pratique.analysis.first_lines import other_readings, together
from pratique.analysis.gathering import drop_waiting, gather
from pratique.analysis.heap import give_back_free
from pratique.analysis.hook_lines import hook_lines, lines_run_by
from pratique.analysis.inventory import take
from pratique.analysis.job import FactsKey, Part
from pratique.analysis.joining import join, never_at_load
from pratique.analysis.kinds import Code, Compiled, classify
from pratique.analysis.languages import readers
from pratique.analysis.languages.shell import SHELLS
from pratique.analysis.leading import lead
from pratique.analysis.linking import link
from pratique.analysis.opaque import opaque_files
from pratique.analysis.reach import contexts, hook_files, started_later
from pratique.analysis.starting import all_starts, other_languages
from pratique.analysis.subject import Contents, NativeKind, Reading
from pratique.analysis.translating import Translator, forgive_later
from pratique.analysis.unread import is_native
from pratique.archive import Limits
from pratique.archive import read as read_archive
from pratique.archive.data import Data
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.tree import Anomaly, AnomalyKind, File, Omission, Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError

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


def open_part(part: Part, data: Data, limits: Limits, *, beside: Opened | None = None) -> Opened:
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
        if is_native(omission):
            natives[omission.path] = NativeKind.BINARY
    return Opened(part, tree, code, natives)


def read_contents(
    opened: Opened,
    known: Mapping[FactsKey, FileFacts],
    made: Callable[[FactsKey, FileFacts], None],
) -> Contents:
    """Make the facts that are not known, tell `made` about them, and put the contents together."""
    facts = _read_each(opened, known, made)
    manifest = ECOSYSTEMS[opened.part.ecosystem].read_manifest(opened.tree, opened.part.kind)
    _read_as_started(opened, manifest, facts, known, made)
    linked = link(opened.tree, facts)
    opaque = opaque_files(opened.tree, {*linked, *opened.natives})
    when = contexts(opened.tree, manifest, linked, opened.part.ecosystem, (*opened.natives, *opaque))
    forgive_later(linked, when)
    hooks = hook_files(opened.tree, manifest, opened.part.ecosystem)
    linked, readings = _between(opened, manifest, linked, when, hooks)
    told = _hook_facts(opened.tree, manifest, linked, when)
    linked.update(told)
    when.update(dict.fromkeys(told, Context.INSTALL))
    inventory = take(opened.tree, opened.code, opened.natives)
    name = opened.part.ref.package.name if opened.part.ref else manifest.name
    clones = find(opened.tree, linked, shipped_index(), ecosystem=opened.part.ecosystem, name=name)
    return Contents(
        opened.tree, manifest, linked, when, opened.natives, frozenset(hooks), inventory, clones, readings
    )


def _between(
    opened: Opened,
    manifest: Manifest,
    facts: Mapping[str, FileFacts],
    when: Mapping[str, Context],
    hooks: list[str],
) -> tuple[dict[str, FileFacts], tuple[Reading, ...]]:
    """The facts with what files do by each other: functions that others call at load, and data that goes from file to file.

    What a function starts as a program runs when the function does.
    """
    whole = lead(opened.tree, facts, when)
    later = started_later(opened.tree, manifest, whole, when)
    for _ in range(_MOST_ROUNDS):
        led = {path: never_at_load(file) if path in later else file for path, file in whole.items()}
        joined = join(opened.tree, led, when, hooks)
        left = later and started_later(opened.tree, manifest, joined, when)
        if left == later:
            break
        later = left
    else:
        led, joined = whole, join(opened.tree, whole, when, hooks)
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
        fresh[key] = readers.read(file, key.language)
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
                found = readers.read(file, language)
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
    told = readers.read_command(text)
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
