"""All files of an artifact against all templates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.atoms import read_atoms
from pratique.analysis.chains.chain import Chain, Link
from pratique.analysis.chains.compiled import read_bytecode
from pratique.analysis.chains.matching import Facts, Match, match, merged
from pratique.analysis.chains.template import Template
from pratique.analysis.context import Context
from pratique.analysis.hosts import HostClass
from pratique.core.location import Location

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

MOST_CHAINS = 300
"""So many are told whatever they are; more only where they are of another sort, so that files full of harmless ones hide nothing."""
_MOST_HOSTS = 10
"""Hosts by which more of one sort are told apart."""
MOST_TOGETHER = 40
"""Files with facts that one context may hold for chains across files: in more, unrelated parts meet."""
_MOST_QUOTED = 80
_STARTED_TOGETHER = (Context.INSTALL, Context.IMPORT)
_SILENT = frozenset({HostClass.WIDE, HostClass.PRIVATE})


def find_chains_of(
    templates: Iterable[Template], contents: "Contents", own: frozenset[str]
) -> tuple[Chain, ...]:
    """Find the chains of some templates; see `pratique.analysis.chains.find_chains`."""
    found: list[Chain] = []
    told: dict[tuple[str, Link, Context], set[str | None]] = {}
    for chain in _chains(tuple(templates), contents, own):
        hosts = told.setdefault((chain.template, chain.link, chain.context), set())
        if len(found) < MOST_CHAINS or (chain.host not in hosts and len(hosts) < _MOST_HOSTS):
            hosts.add(chain.host)
            found.append(chain)
    return tuple(found)


def _chains(templates: tuple[Template, ...], contents: "Contents", own: frozenset[str]) -> Iterator[Chain]:
    programs = frozenset(path.rpartition("/")[2] for path in contents.natives)
    alone: dict[Context, set[str]] = {}
    together: dict[Context, list[tuple[str, Facts]]] = {}
    for path in contents.in_order():
        context = contents.context(path)
        if context is Context.AUXILIARY:
            continue
        facts = read_atoms(contents.facts[path], own, programs)
        if not facts.atoms:
            continue
        together.setdefault(context, []).append((path, facts))
        for template in templates:
            found = match(template, facts) if context in template.contexts else None
            if found is not None:
                alone.setdefault(context, set()).add(template.id)
                yield _chain(template, dict.fromkeys(found.atoms, path), context, facts, found)
    yield from _gathered(templates, contents, own, programs, alone)
    # Names alone tell too little for the templates that source is measured with.
    yield from _compiled([one for one in templates if _of_bytecode(one)], contents, own)
    for context in _STARTED_TOGETHER:
        files = together.get(context, [])
        known = alone.get(context, set())
        if 1 < len(files) <= MOST_TOGETHER:
            yield from _across(
                [one for one in templates if one.across and one.id not in known], context, files
            )


def _gathered(
    templates: tuple[Template, ...],
    contents: "Contents",
    own: frozenset[str],
    programs: frozenset[str],
    alone: Mapping[Context, set[str]],
) -> Iterator[Chain]:
    """Chains that files show at load once they are read as one, and that none of them shows alone."""
    told: set[tuple[object, ...]] = set()
    for reading in contents.readings:
        context = contents.context(reading.where(1)[0])
        facts = read_atoms(reading.facts, own, programs)
        for template in templates:
            known = context not in template.contexts or template.id in alone.get(context, ())
            found = match(template, facts) if not known and facts.atoms else None
            # What stands near each other in one file says little of several.
            if found is not None and found.at_load and found.link is Link.FLOW:
                moved = {atom: reading.where(atom.line) for atom in found.atoms}
                atoms = {replace(atom, line=line): path for atom, (path, line) in moved.items()}
                chain = _chain(template, atoms, context, facts, replace(found, atoms=tuple(atoms)))
                if (chain.template, chain.places) not in told:
                    told.add((chain.template, chain.places))
                    yield chain


def _compiled(templates: list[Template], contents: "Contents", own: frozenset[str]) -> Iterator[Chain]:
    for path, context, facts in read_bytecode(contents, own):
        for template in templates:
            found = match(template, facts)
            if found is not None:
                yield _chain(template, dict.fromkeys(found.atoms, path), context, facts, found)


def _of_bytecode(template: Template) -> bool:
    return all(Act.BYTECODE in step.also for step in template.steps)


def _across(
    templates: Iterable[Template], context: Context, files: list[tuple[str, Facts]]
) -> Iterator[Chain]:
    """Chains whose parts stand in several files that the same hooks or entry points reach."""
    whole = merged(facts for _, facts in files)
    paths: dict[Atom, str] = {}
    for path, facts in files:
        for atom in facts.atoms:
            paths.setdefault(atom, path)
    for template in templates:
        found = match(template, whole)
        if found is not None:
            yield _chain(template, paths, context, whole, replace(found, link=Link.FILE))


def _chain(
    template: Template, paths: Mapping[Atom, str], context: Context, facts: Facts, found: Match
) -> Chain:
    host, host_class = _reached(template, facts, found)
    places = dict.fromkeys((paths[atom], atom.line) for atom in reversed(found.atoms))
    told = list(dict.fromkeys(atom.told for atom in found.atoms if atom.told))
    shown = " -> ".join(told)
    quote = _quote(found) if host is None else ""
    words = f"{template.words} ({shown}{quote})" if shown else template.words
    return Chain(
        template=template.id,
        family=template.family,
        link=found.link,
        context=context,
        at_load=found.at_load,
        places=tuple(Location(path, line or None) for path, line in places),
        words=words,
        host=host,
        host_class=host_class,
        depth=max(atom.depth for atom in found.atoms),
    )


def _quote(found: Match) -> str:
    """Return what the last part is given that is constant, on one line and cut; without it the names of the calls have to do."""
    text = next((atom.quoted for atom in reversed(found.atoms) if atom.quoted), "")
    line = " ".join(text[: 2 * _MOST_QUOTED].split())
    if len(line) > _MOST_QUOTED:
        line = line[:_MOST_QUOTED] + " ..."
    return f": {line}" if line else ""


def _reached(template: Template, facts: Facts, found: Match) -> tuple[str | None, HostClass | None]:
    """The host of the sink, else of an earlier part, else the only one of telling class that the file names."""
    for atom in reversed(found.atoms):
        if atom.host is not None:
            return atom.host, atom.host_class
    asked = frozenset[HostClass]().union(*(step.hosts for step in template.steps))
    named = [(host, kind) for kind, host in facts.hosts.items() if kind in asked]
    if not named and not asked:
        named = [(host, kind) for kind, host in facts.hosts.items() if kind not in _SILENT]
        named = named if len(named) == 1 else []
    return named[0] if named else (None, None)
