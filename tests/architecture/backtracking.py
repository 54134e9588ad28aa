"""What a pattern of `re` costs at worst: linear, polynomial or exponential in the length of its input.

The pattern is read as `re` itself reads it and made into a nondeterministic automaton whose states are the places that take a
character. A backtracking engine that fails tries every path, so:

- *exponential*: one state comes back to itself by two paths with the same text (`(a*)*`);
- *polynomial*: a text leads from a loop to itself, from there to a second loop, and from that to itself (`a*a*`);
- *search*: the same, where the first loop is the engine's own walk over the places at which a match may begin.

Lookarounds and back references are taken to succeed, counted repeats are loops or copies, and an atomic group is an ordinary
one: this names too much, never too little but for what is bounded. So each suspect comes with a text that shows it (`Suspect`),
and `grows` measures whether it does.
"""

import re
import signal
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeVar

EXPONENTIAL, POLYNOMIAL, SEARCH = "exponential", "polynomial", "search"
_LOOP_FOR_EXPONENTIAL = 12
"""A repeat that may come so often is a loop where exponents are looked for: 2**12 steps are many."""
_LOOP_FOR_POLYNOMIAL = 2_000
"""As above for polynomials: a bounded repeat is a factor, this is a large one."""
_COPIES = 3
_MOST_STATES = 4_000
_MOST_TRIPLES = 1_000_000
_SAMPLE = tuple(
    map(chr, (*range(128), 0xA0, 0xB2, 0xDF, 0xE9, 0x130, 0x17F, 0x3BB, 0x660, 0x2028, 0x4E2D, 0xFEFF))
)

Atoms = frozenset[int]
_Node = TypeVar("_Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Suspect:
    """How a pattern may be made to take long: `before`, then `pump` again and again, then a text that lets it fail."""

    kind: str
    before: str
    pump: str


@dataclass(slots=True)
class _Graph:
    """States are numbered; `takes` says which characters a state takes, `steps` what may be reached without one."""

    takes: dict[int, Atoms] = field(default_factory=dict)
    steps: dict[int, list[int]] = field(default_factory=dict)
    bars: dict[int, Atoms] = field(default_factory=dict)
    """Characters that may not follow: behind a possessive repeat those that it takes itself."""

    def node(self) -> int:
        number = len(self.steps)
        if number > _MOST_STATES:
            raise TooLargeError
        self.steps[number] = []
        return number


class TooLargeError(Exception):
    """A pattern with more states than are looked at."""


class _Alphabet:
    """Characters that a pattern cannot tell apart are one."""

    def __init__(self, tree: Any, flags: int) -> None:
        # Read once: to ask a flag of `re` takes longer than to compare a character.
        self._folds, self._dots, self._ascii = (
            bool(flags & flag) for flag in (re.IGNORECASE, re.DOTALL, re.ASCII)
        )
        sets = {repr(item): item for item in _sets(tree)}
        sample = [*_SAMPLE, *_edges(sets.values())]
        groups: dict[tuple[bool, ...], str] = {}
        for char in dict.fromkeys(sample):
            groups.setdefault(tuple(self._has(item, char) for item in sets.values()), char)
        self.chars = tuple(groups.values())
        self.all = frozenset(range(len(groups)))
        self._atoms = {
            name: frozenset(number for number, key in enumerate(groups) if key[place])
            for place, name in enumerate(sets)
        }

    def of(self, item: Any) -> Atoms:
        return self._atoms[repr(item)]

    def _has(self, item: Any, char: str) -> bool:
        if self._folds:
            return any(
                self._exactly(item, one) for one in {char, char.lower(), char.upper()} if len(one) == 1
            )
        return self._exactly(item, char)

    def _exactly(self, item: Any, char: str) -> bool:
        kind, value = item
        match kind:
            case c.LITERAL:
                return ord(char) == value or (self._folds and chr(value).lower() == char.lower())
            case c.NOT_LITERAL:
                return bool(ord(char) != value)
            case c.ANY:
                return char != "\n" or self._dots
            case c.RANGE:
                return bool(value[0] <= ord(char) <= value[1])
            case c.CATEGORY:
                return _in_category(value, char, ascii_=self._ascii)
            case c.IN:
                negated = value[0][0] is c.NEGATE
                return any(self._exactly(one, char) for one in value[negated:]) != negated
        raise AssertionError(kind)


def _in_category(category: Any, char: str, *, ascii_: bool) -> bool:
    name = str(category).removeprefix("CATEGORY_")
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.removeprefix("NOT_")]
    pattern = rf"\{letter.upper() if name.startswith('NOT_') else letter}"
    return _category(pattern, ascii_).match(char) is not None


@cache
def _category(pattern: str, ascii_: bool) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII if ascii_ else 0)


_SETS = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)


def _sets(tree: Any) -> Iterator[Any]:
    for item in tree:
        if item[0] in _SETS:
            yield item
        for inner in _inside(item):
            yield from _sets(inner)


_PLACES = {
    c.SUBPATTERN: 3,
    c.MAX_REPEAT: 2,
    c.MIN_REPEAT: 2,
    c.POSSESSIVE_REPEAT: 2,
    c.ASSERT: 1,
    c.ASSERT_NOT: 1,
}


def _inside(item: Any) -> Sequence[Any]:
    """The patterns within one item of a pattern."""
    kind, value = item
    if kind is c.BRANCH:
        return list(value[1])
    if kind is c.ATOMIC_GROUP:
        return [value]
    if kind is c.GROUPREF_EXISTS:
        return [one for one in value[1:] if one is not None]
    place = _PLACES.get(kind)
    return [] if place is None else [value[place]]


def _edges(items: Iterable[Any]) -> Iterator[str]:
    for kind, value in items:
        if kind in {c.LITERAL, c.NOT_LITERAL}:
            yield chr(value)
        elif kind is c.RANGE:
            yield chr(value[0])
            yield chr(value[1])
        elif kind is c.IN:
            yield from _edges(value)


class _Automaton:
    """A pattern as states, with what follows what by which character."""

    def __init__(self, tree: Any, alphabet: _Alphabet, *, loop_from: int, searched: bool) -> None:
        self._alphabet, self._loop_from = alphabet, loop_from
        self.graph = _Graph()
        self.guards: set[int] = set()
        start = self.graph.node()
        begin = start
        if searched:
            # The walk over the places where a match may begin takes any character, and is the first loop.
            self.graph.takes[start] = alphabet.all
            self.graph.steps[start].append(start)
            begin = self.graph.node()
            self.graph.steps[start].append(begin)
        self.first = self.graph.node() if searched else start
        if searched:
            self.graph.steps[self.first] += [start, begin]
        self.walk = start if searched else -1
        self.end = self._sequence(tree, begin)
        self.follow: dict[int, dict[int, tuple[Atoms, bool]]] = {}
        """For each state those that can take the next character, which ones, and whether by more than one way."""
        for state in (self.first, *self.graph.takes):
            self.follow[state] = self._followers(state)

    def ends_at(self, state: int) -> bool:
        """Whether a match may end behind a state, whatever follows."""
        seen, stack = {state}, [state]
        while stack:
            here = stack.pop()
            if here == self.end:
                return True
            for after in self.graph.steps[here]:
                if after not in seen and after not in self.guards and after not in self.graph.takes:
                    seen.add(after)
                    stack.append(after)
        return False

    def _sequence(self, tree: Any, at: int) -> int:
        for item in tree:
            at = self._item(item, at)
        return at

    def _item(self, item: Any, at: int) -> int:
        kind, value = item
        if kind in _SETS:
            return self._taking(self._alphabet.of(item), at)
        if kind is c.BRANCH:
            out = self.graph.node()
            for branch in value[1]:
                self.graph.steps[self._sequence(branch, self._from(at))].append(out)
            return out
        if kind in {c.SUBPATTERN, c.ATOMIC_GROUP}:
            return self._sequence(_inside(item)[0], at)
        if kind in {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}:
            return self._repeat(item, at)
        if kind is c.GROUPREF_EXISTS:
            out = self._from(at)
            for branch in _inside(item):
                self.graph.steps[self._sequence(branch, self._from(at))].append(out)
            return out
        # Anchors, lookarounds and back references take nothing here, and may be what a match fails at.
        out = self._from(at)
        self.guards.add(out)
        return out

    def _taking(self, atoms: Atoms, at: int) -> int:
        state = self._from(at)
        self.graph.takes[state] = atoms
        return state

    def _from(self, at: int) -> int:
        state = self.graph.node()
        self.graph.steps[at].append(state)
        return state

    def _repeat(self, item: Any, at: int) -> int:
        kind, (least, most, body) = item
        least, most = int(least), int(most)
        loops = most >= self._loop_from
        for _ in range(min(least, _COPIES) - (1 if loops and least else 0)):
            at = self._sequence(body, at)
        out = self.graph.node()
        if loops:
            inside = self._from(at)
            last = self._sequence(body, inside)
            self.graph.steps[last] += [inside, out]
        else:
            last = at
            for _ in range(max(min(most, _COPIES) - min(least, _COPIES), 0)):
                self.graph.steps[last].append(out)
                last = self._sequence(body, last)
            self.graph.steps[last].append(out)
        if loops and not least:
            self.graph.steps[at].append(out)
        if kind is c.POSSESSIVE_REPEAT and most == c.MAXREPEAT and (taken := self._one_set(body)) is not None:
            self.graph.bars[out] = taken
        return out

    def _one_set(self, body: Any) -> Atoms | None:
        """The characters of a body that is one character."""
        items = list(body)
        if len(items) == 1 and items[0][0] is c.SUBPATTERN:
            return self._one_set(items[0][1][3])
        return self._alphabet.of(items[0]) if len(items) == 1 and items[0][0] in _SETS else None

    def _followers(self, state: int) -> dict[int, tuple[Atoms, bool]]:
        found: dict[int, tuple[Atoms, bool]] = {}
        stack = [(after, self._alphabet.all, frozenset({after})) for after in self.graph.steps[state]]
        visits = 0
        while stack:
            node, allowed, seen = stack.pop()
            visits += 1
            if visits > 20_000:
                raise TooLargeError
            allowed -= self.graph.bars.get(node, frozenset())
            if node in self.graph.takes:
                atoms, _ = found.get(node, (frozenset(), False))
                if both := allowed & self.graph.takes[node]:
                    found[node] = (atoms | both, bool(atoms & both))
                continue
            stack += [
                (after, allowed, seen | {after}) for after in self.graph.steps[node] if after not in seen
            ]
        return found


def suspects(pattern: re.Pattern[Any], *, searched: bool) -> list[Suspect]:
    """How a pattern may be slow; `searched` says that a match may begin anywhere. Raises TooLargeError."""
    source, flags = _text(pattern)
    tree = parser.parse(source, flags)
    found = list(_of_tree(tree, pattern.flags, searched=searched))
    for inner in _apart(tree):
        found += _of_tree(inner, pattern.flags, searched=False)
    return list(dict.fromkeys(found))


def _text(pattern: re.Pattern[Any]) -> tuple[str, int]:
    """A pattern of bytes is read as one of text that is ASCII alone."""
    flags = pattern.flags & ~re.UNICODE
    if isinstance(pattern.pattern, bytes):
        return pattern.pattern.decode("latin-1"), flags | re.ASCII
    return pattern.pattern, pattern.flags


def _apart(tree: Any) -> Iterator[Any]:
    """What is matched for itself within a pattern: lookarounds and atomic groups."""
    for item in tree:
        for inner in _inside(item):
            if item[0] in {c.ASSERT, c.ASSERT_NOT}:
                yield inner
            yield from _apart(inner)


def _of_tree(tree: Any, flags: int, *, searched: bool) -> Iterator[Suspect]:
    alphabet = _Alphabet(tree, flags)
    automaton = _Automaton(tree, alphabet, loop_from=_LOOP_FOR_EXPONENTIAL, searched=False)
    yield from _exponential(automaton, alphabet)
    automaton = _Automaton(tree, alphabet, loop_from=_LOOP_FOR_POLYNOMIAL, searched=searched)
    yield from _polynomial(automaton, alphabet)


def _exponential(automaton: _Automaton, alphabet: _Alphabet) -> Iterator[Suspect]:
    """States that come back to themselves by two paths with the same text."""
    for loop in _loops(automaton):
        two = _with_two_ways(automaton, loop)
        for state in loop:
            if state not in two:
                continue
            word = _two_ways(automaton, loop, state)
            if word is not None:
                yield _suspect(EXPONENTIAL, automaton, alphabet, state, word)
                break


def _with_two_ways(automaton: _Automaton, loop: frozenset[int]) -> frozenset[int]:
    """The states of a loop among which are all that `_two_ways` finds a text for."""
    return frozenset(
        state
        for part in _in_step(automaton, loop, loop)
        if any(a != b for a, b in part)
        or any(twice for a, _ in part for after, (_, twice) in automaton.follow[a].items() if after in loop)
        for state, other in part
        if state == other
    )


def _in_step(
    automaton: _Automaton, first: frozenset[int], second: frozenset[int]
) -> list[frozenset[tuple[int, int]]]:
    """The pairs of states of two loops that come back to themselves by the same text, in their strongly connected parts."""
    follow = automaton.follow
    return _components(
        {
            (a, z): [
                (b, y)
                for b, (left, _) in follow[a].items()
                if b in first
                for y, (right, _) in follow[z].items()
                if y in second and left & right
            ]
            for a in first
            for z in second
        }
    )


def _two_ways(automaton: _Automaton, loop: frozenset[int], state: int) -> list[int] | None:
    """A text by which a state comes back to itself by two paths, or None."""
    begin = (state, state, False)
    seen: dict[tuple[int, int, bool], tuple[tuple[int, int, bool], int] | None] = {begin: None}
    queue = deque([begin])
    while queue:
        here = queue.popleft()
        left, right, apart = here
        for a, (atoms, twice) in automaton.follow[left].items():
            if a not in loop:
                continue
            for b, (others, _) in automaton.follow[right].items():
                if b not in loop or not (both := atoms & others):
                    continue
                there = (a, b, apart or a != b or (left == right and twice))
                if there == (state, state, True):
                    return [*_word(seen, here), min(both)]
                if there not in seen:
                    seen[there] = (here, min(both))
                    queue.append(there)
    return None


def _polynomial(automaton: _Automaton, alphabet: _Alphabet) -> Iterator[Suspect]:
    """Two loops, the second behind the first, that take the same text as the way between them."""
    loops = _loops(automaton)
    reached = {loop: _reached(automaton, loop) for loop in loops}
    for first in loops:
        for second in loops:
            if first == second or not (second & reached[first]):
                continue
            at_once = {pair: part for part in _in_step(automaton, first, second) for pair in part}
            chained = _with_chain(automaton, at_once)
            found = next(
                (
                    (state, word)
                    for state, other in sorted(chained)
                    if (word := _chained(automaton, at_once[state, other], state, other)) is not None
                ),
                None,
            )
            if found is not None:
                if automaton.walk in first and all(map(automaton.ends_at, second)):
                    continue  # It matches wherever it gets so far, and the walk goes on behind it.
                kind = SEARCH if automaton.walk in first else POLYNOMIAL
                yield _suspect(kind, automaton, alphabet, *found)


def _with_chain(
    automaton: _Automaton, at_once: Mapping[tuple[int, int], frozenset[tuple[int, int]]]
) -> frozenset[tuple[int, int]]:
    """The pairs of states of two loops among which are all that `_chained` finds a text for.

    One graph serves them all: with a step from each goal to its beginning, a pair with a text is on a circle.
    """
    follow = automaton.follow
    steps: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    stack = [(state, state, other) for state, other in at_once]
    while stack:
        here = stack.pop()
        if here in steps:
            continue
        steps[here] = there = [
            (a, m, z)
            for a, (left, _) in follow[here[0]].items()
            for z, (right, _) in follow[here[2]].items()
            if (a, z) in at_once and (ends := left & right)
            for m, (middle, _) in follow[here[1]].items()
            if ends & middle
        ]
        if here[1] == here[2]:
            there.append((here[0], here[0], here[2]))
        if len(steps) > _MOST_TRIPLES:
            raise TooLargeError
        stack += there
    return frozenset(
        (state, other)
        for part in _components(steps)
        for state, middle, other in part
        if state == middle and (state, other, other) in part
    )


def _chained(
    automaton: _Automaton, part: frozenset[tuple[int, int]], state: int, other: int
) -> list[int] | None:
    """A text that leads from `state` to itself, from there to `other`, and from that to itself; `part` is that of the two."""
    begin, goal = (state, state, other), (state, other, other)
    seen: dict[tuple[int, int, int], tuple[tuple[int, int, int], int] | None] = {begin: None}
    queue = deque([begin])
    follow = automaton.follow
    while queue:
        here = queue.popleft()
        for a, (left, _) in follow[here[0]].items():
            for z, (right, _) in follow[here[2]].items():
                if (a, z) not in part or not (ends := left & right):
                    continue
                for m, (middle, _) in follow[here[1]].items():
                    there = (a, m, z)
                    if there in seen and there != goal:
                        continue
                    if both := ends & middle:
                        if there == goal:
                            return [*_word(seen, here), min(both)]
                        seen[there] = (here, min(both))
                        queue.append(there)
        if len(seen) > 200_000:
            raise TooLargeError
    return None


def _word(seen: dict[Any, Any], at: Any) -> list[int]:
    word: list[int] = []
    while seen[at] is not None:
        at, atom = seen[at]
        word.append(atom)
    return word[::-1]


def _suspect(kind: str, automaton: _Automaton, alphabet: _Alphabet, state: int, word: list[int]) -> Suspect:
    before = _way_to(automaton, state)
    return Suspect(kind, *("".join(alphabet.chars[atom] for atom in atoms) for atoms in (before, word)))


def _way_to(automaton: _Automaton, state: int) -> list[int]:
    """The shortest text that leads from the beginning to a state."""
    seen: dict[int, tuple[int, int] | None] = {automaton.first: None}
    queue = deque([automaton.first])
    while queue:
        here = queue.popleft()
        if here == state:
            return _word(seen, here)
        for after, (atoms, _) in automaton.follow[here].items():
            if after not in seen:
                seen[after] = (here, min(atoms))
                queue.append(after)
    return []


def _reached(automaton: _Automaton, begin: frozenset[int]) -> frozenset[int]:
    seen, stack = set(begin), list(begin)
    while stack:
        for after in automaton.follow[stack.pop()]:
            if after not in seen:
                seen.add(after)
                stack.append(after)
    return frozenset(seen)


def _loops(automaton: _Automaton) -> list[frozenset[int]]:
    return _components(automaton.follow)


def _components(follow: Mapping[_Node, Iterable[_Node]]) -> list[frozenset[_Node]]:
    """The strongly connected parts with at least one step in them, by Tarjan without recursion."""
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    on: set[_Node] = set()
    path: list[_Node] = []
    found: list[frozenset[_Node]] = []
    for root in follow:
        if root in index:
            continue
        work: list[tuple[_Node, Iterator[_Node]]] = []

        def enter(state: _Node, work: list[tuple[_Node, Iterator[_Node]]] = work) -> None:
            index[state] = low[state] = len(index)
            path.append(state)
            on.add(state)
            work.append((state, iter(follow[state])))

        enter(root)
        while work:
            state, rest = work[-1]
            for after in rest:
                if after not in index:
                    enter(after)
                    break
                if after in on:
                    low[state] = min(low[state], index[after])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[state])
                if low[state] == index[state]:
                    part = set()
                    while True:
                        one = path.pop()
                        on.discard(one)
                        part.add(one)
                        if one == state:
                            break
                    if len(part) > 1 or state in follow[state]:
                        found.append(frozenset(part))
    return found


_ENDS = ("", "\x00", "\n\x00", "!", "x", " ", '"\x00', "\u4e2d")
_ENOUGH_S, _LEAST_S, _STOP_S = 0.25, 0.05, 2.0
"""A match that is stopped counts as `_STOP_S`: more than seven times what ends the search for a longer text (`_ENOUGH_S`)."""


def grows(pattern: re.Pattern[Any], suspect: Suspect, methods: Iterable[str]) -> bool:
    """Whether matching does take more than linear time on the texts of a suspect."""
    sizes = range(8, 60, 2) if suspect.kind == EXPONENTIAL else (500, 2_000, 8_000, 32_000)
    least = 30.0 if suspect.kind == EXPONENTIAL else 7.0
    return any(
        _superlinear(_call(pattern, method), suspect, end, sizes, least)
        for method in methods
        for end in _ENDS
    )


def _call(pattern: re.Pattern[Any], method: str) -> Callable[[str], object]:
    def call(text: str) -> object:
        subject: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
        if method == "finditer":
            return sum(1 for _ in pattern.finditer(subject))
        if method in {"sub", "subn"}:
            return pattern.sub(subject[:0], subject)
        return getattr(pattern, method)(subject)

    return call


def _superlinear(
    call: Callable[[str], object], suspect: Suspect, end: str, sizes: Sequence[int], least: float
) -> bool:
    """Whether the time of the longest text that is tried is out of proportion."""
    times: list[float] = []
    for size in sizes:
        times.append(_seconds(call, suspect.before + suspect.pump * size + end))
        if times[-1] > _ENOUGH_S:
            break
    if times[-1] < _LEAST_S or len(times) < 2:
        return False
    if suspect.kind == EXPONENTIAL:
        return times[-1] > _ENOUGH_S and times[-1] > least * max(times[0], 1e-6)
    return times[-1] > least * max(times[-2], 1e-6)


def _seconds(call: Callable[[str], object], text: str) -> float:
    """CPU seconds, the better of two; the engine looks for signals, so that an exponent ends here."""
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        try:
            with _limit(_STOP_S):
                call(text)
        except TimeoutError:
            return _STOP_S
        best = min(best, time.process_time() - begun)
        if best > _ENOUGH_S:
            break
    return best


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
