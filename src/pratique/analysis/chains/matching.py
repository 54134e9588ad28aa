"""Templates laid over the facts of one file: the strongest link of each, in time linear in the facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.chain import Link
from pratique.analysis.chains.template import Step, Template
from pratique.analysis.facts import Language
from pratique.analysis.hosts import HostClass

SCRIPTS = frozenset({Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX})
NEAR = 200
"""Lines between the parts of a chain, above which they may belong to different modules of a bundle."""
MANY = 40
"""Facts that mean something: a bundle of several modules has so many, and no file that was written to do one thing."""


@dataclass(frozen=True)
class Facts:
    """The atoms of one file by line, and the hosts that its addresses name."""

    atoms: tuple[Atom, ...]
    language: Language
    hosts: Mapping[HostClass, str]

    @property
    def is_large(self) -> bool:
        """Whether it is a script that does much, as a bundle of many modules does: blank lines make no file large."""
        return self.language in SCRIPTS and len(self.atoms) > MANY

    @cached_property
    def by_act(self) -> dict[Act, list[int]]:
        """The places of the atoms that mean each act, rising."""
        found: dict[Act, list[int]] = {}
        for place, atom in enumerate(self.atoms):
            for act in atom.acts:
                found.setdefault(act, []).append(place)
        return found


def merged(several: Iterable[Facts]) -> Facts:
    """The facts of several files as of one."""
    files = tuple(several)
    atoms = tuple(atom for file in files for atom in file.atoms)
    hosts = {kind: host for file in reversed(files) for kind, host in file.hosts.items()}
    return Facts(atoms, files[0].language, hosts)


@dataclass(frozen=True, slots=True)
class Match:
    """The atoms of a template's steps, in the order of the steps."""

    link: Link
    atoms: tuple[Atom, ...]

    @property
    def at_load(self) -> bool:
        """Whether all of it runs when the file is loaded."""
        return all(atom.at_load for atom in self.atoms)

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The strongest link first, then the earliest moment, then the first line."""
        return self.link.rank, not self.at_load, self.atoms[-1].line


def match(template: Template, facts: Facts) -> Match | None:
    """The strongest match of a template in one file, or None."""
    if template.languages and facts.language not in template.languages:
        return None
    loose: list[list[Atom]] = []
    for step in template.steps:
        found = _fitting(step, facts, at_load=template.at_load)
        if not found:
            return None
        loose.append(found)
    return min(_matches(template, facts, loose), key=lambda found: found.rank, default=None)


def _fitting(step: Step, facts: Facts, *, at_load: bool) -> list[Atom]:
    """The atoms that are the step, by line. A step that asks for hosts is met by the file's addresses where none are constant."""
    places = {place for act in step.acts for place in facts.by_act.get(act, ())}
    atoms = [facts.atoms[place] for place in sorted(places)]
    atoms = [atom for atom in atoms if step.fits(atom) and (atom.at_load or not at_load)]
    if step.hosts and step.hosts.isdisjoint(facts.hosts):
        return _reaching(step, atoms)
    return atoms


def _reaching(step: Step, atoms: list[Atom]) -> list[Atom]:
    """Those atoms whose own constant address is one that the step asks for."""
    return [atom for atom in atoms if atom.host_class is not None] if step.hosts else atoms


def _matches(template: Template, facts: Facts, loose: Sequence[list[Atom]]) -> Iterator[Match]:
    strict = [_reaching(step, atoms) for step, atoms in zip(template.steps, loose, strict=True)]
    if all(strict):
        found = _proven(template, strict)
        if found is not None:
            yield found
        if template.weakest.rank >= Link.SCOPE.rank:
            near = NEAR if facts.is_large else 0
            for scope in _scopes(strict, one_function=template.one_function, near=near):
                chosen = _in_order(scope) if template.ordered else _any_order(scope)
                if chosen is not None:
                    yield Match(Link.SCOPE, chosen)
    if template.weakest is Link.FILE:
        chosen = _any_order(loose)
        if chosen is not None:
            yield Match(Link.FILE, chosen)


def _proven(template: Template, fitting: Sequence[list[Atom]]) -> Match | None:
    """A flow that is the sink and at least one step before it; the other steps stand anywhere in the file.

    A template of one step is proven by the fact itself.
    """
    if len(fitting) == 1:
        return Match(Link.FLOW, (_earliest(fitting[0]),))
    best: Match | None = None
    earliest = [_earliest(atoms) for atoms in fitting[:-1]]
    for sink in fitting[-1]:
        if not sink.proven:
            continue
        own = [step.fits(sink) for step in template.steps[:-1]]
        if not any(own):
            continue
        others = zip(own, earliest, strict=True)
        found = Match(Link.FLOW, (*(sink if has else other for has, other in others), sink))
        if best is None or found.rank < best.rank:
            best = found
    return best


def _earliest(atoms: Sequence[Atom]) -> Atom:
    return next((atom for atom in atoms if atom.at_load), atoms[0])


def _scopes(fitting: Sequence[list[Atom]], *, one_function: bool, near: int) -> Iterator[list[list[Atom]]]:
    """The atoms of each step within each function, and within all that runs at load or stands at the level of the module.

    `near` are the lines within which what runs at load belongs together, 0 for all of the file.
    """
    first = [[atom for atom in atoms if atom.at_load and _counts(atom, one_function)] for atoms in fitting]
    if all(first):
        yield from _stretches(first, near) if near else (first,)
    groups: list[dict[int, list[Atom]]] = []
    for atoms in fitting:
        group: dict[int, list[Atom]] = {}
        for atom in atoms:
            if atom.scope > 0:
                group.setdefault(atom.scope, []).append(atom)
        groups.append(group)
    for scope in sorted(set(groups[0]).intersection(*groups[1:])):
        yield [group[scope] for group in groups]


def _stretches(steps: list[list[Atom]], near: int) -> Iterator[list[list[Atom]]]:
    """The atoms of each step within stretches of a file that overlap: what is at most `near` lines apart shares one."""
    lines = [atom.line for atoms in steps for atom in atoms]
    if max(lines) - min(lines) <= near:
        yield steps
        return
    halves: list[dict[int, list[Atom]]] = []
    for atoms in steps:
        half: dict[int, list[Atom]] = {}
        for atom in atoms:
            half.setdefault(atom.line // near, []).append(atom)
        halves.append(half)
    for place in sorted({key for half in halves for key in half}):
        found = [[*half.get(place, ()), *half.get(place + 1, ())] for half in halves]
        if all(found):
            yield found


def _counts(atom: Atom, one_function: bool) -> bool:  # noqa: FBT001 - a filter
    return not one_function or atom.scope <= 0


def _in_order(steps: Iterable[list[Atom]]) -> tuple[Atom, ...] | None:
    """The first atom of each step that stands no earlier than that of the step before."""
    chosen: list[Atom] = []
    for atoms in steps:
        line = chosen[-1].line if chosen else 0
        found = next((atom for atom in atoms if atom.line >= line and _is_other(atom, chosen)), None)
        if found is None:
            return None
        chosen.append(found)
    return tuple(chosen)


def _any_order(steps: Iterable[list[Atom]]) -> tuple[Atom, ...] | None:
    """The first atom of each step, no fact twice."""
    chosen: list[Atom] = []
    for atoms in steps:
        found = next((atom for atom in atoms if _is_other(atom, chosen)), None)
        if found is None:
            return None
        chosen.append(found)
    return tuple(chosen)


def _is_other(atom: Atom, chosen: Iterable[Atom]) -> bool:
    return all(atom is not other for other in chosen)
