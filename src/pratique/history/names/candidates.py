"""Finds the popular names that a name may imitate, each with the kind of resemblance."""

import re
from collections.abc import Iterable, Iterator
from itertools import permutations

from pratique.core.names import PackageRef
from pratique.history.names.edits import slip, within
from pratique.history.names.kinds import Kind
from pratique.history.names.popular import PopularNames
from pratique.history.names.spelling import LONGEST, plain, read_alike, scope_of, squeezed, words
from pratique.history.names.wordlists import AFFIXES, LURES

MOST_WORDS = 4
"""The maximum number of words in a name whose words are also compared in other orders. Four words have 24 orders."""
SHORTEST_OF_TWO_SLIPS = 8
SHORTEST_CORE = 3
"""The minimum number of letters that a name must keep after a word or a number is removed from it."""
SHORTEST_ACROSS_SCOPES = 12
"""The minimum length of two names that differ by typing errors if only one of them has a scope.

Shorter names are often similar by chance.
"""

SHORTEST_SCOPE = 5
"""The minimum length of a scope, without `@`, that can imitate another scope. Shorter scopes are often similar by chance."""
_REPEATED = re.compile(r"(.)\1{2,}")

Found = Iterator[tuple[Kind, str]]


def candidates(name: PackageRef, popular: PopularNames) -> Found:
    """Yield every resemblance of a name to a popular name; the resemblances are not graded.

    The same resemblance may be yielded several times. Names longer than `LONGEST` have no resemblance. The run time
    grows with the length of the name, and with the number of popular names that share its first or second half.
    """
    text = name.name
    key = squeezed(text)
    if not key or len(text) > LONGEST:
        return
    if not text.isascii():
        yield from _found(Kind.FOREIGN, [squeezed(plain(text))], popular)
    yield from _same_letters(text, key, popular)
    yield from _slips(text, key, popular)
    fewer = [_REPEATED.sub(once, key) for once in (r"\1", r"\1\1")]
    yield from _found(Kind.DOUBLED, (one for one in fewer if one != key), popular)
    yield from _found(Kind.ALIKE, (reading for reading in read_alike(key) if reading != key), popular)
    yield from _other_orders(text, key, popular)
    yield from _numbers(key, popular)
    yield from _affixes(key, AFFIXES[name.ecosystem], popular)
    yield from _scopes(text, key, popular)
    yield from _lures(text, popular)


def _found(kind: Kind, keys: Iterable[str], popular: PopularNames) -> Found:
    for key in keys:
        if (target := popular.keys.get(key)) is not None:
            yield kind, target


def _same_letters(text: str, key: str, popular: PopularNames) -> Found:
    target = popular.keys.get(key)
    if target is None:
        return
    if target.lower() == text.lower():
        yield Kind.CASE, target
    elif scope_of(target) != scope_of(text):
        yield Kind.SCOPE_FOLDED, target
    else:
        yield Kind.SEPARATOR, target


def _slips(text: str, key: str, popular: PopularNames) -> Found:
    middle = len(key) // 2
    # Letters swapped across the middle leave no half as it was.
    across = key[: middle - 1] + key[middle - 1 : middle + 1][::-1] + key[middle + 1 :] if middle else key
    for near in {*popular.sharing_a_half(key, 2), across}:
        target = popular.keys.get(near)
        if target is None:
            continue
        kind = slip(key, near) or _two_slips(key, near)
        if kind is None:
            continue
        own, other = scope_of(text), scope_of(target)
        if bool(own) != bool(other) and min(len(key), len(near)) < SHORTEST_ACROSS_SCOPES:
            continue
        if own and other and own != other and text.partition("/")[2] == target.partition("/")[2]:
            if kind is Kind.TWO_SLIPS or min(len(own), len(other)) <= SHORTEST_SCOPE:
                continue
            kind = Kind.SCOPE_ALIKE
        yield kind, target


def _two_slips(key: str, near: str) -> Kind | None:
    """Return the kind for two typing errors.

    Return None if one key is the other key with letters added at one end, because the names are then different words.
    """
    if len(near) < SHORTEST_OF_TWO_SLIPS or key == near:
        return None
    longer, shorter = (key, near) if len(key) > len(near) else (near, key)
    if longer.startswith(shorter) or longer.endswith(shorter):
        return None
    return Kind.TWO_SLIPS if within(key, near, 2) else None


def _other_orders(text: str, key: str, popular: PopularNames) -> Found:
    parts = words(text)
    if 1 < len(parts) <= MOST_WORDS:
        orders = {"".join(order) for order in permutations(parts)} - {key}
        yield from _found(Kind.WORD_ORDER, sorted(orders), popular)


def _numbers(key: str, popular: PopularNames) -> Found:
    bare = key.rstrip("0123456789")
    if bare != key and len(bare) >= SHORTEST_CORE:
        yield from _found(Kind.NUMBER, [bare], popular)


def _affixes(key: str, table: tuple[str, ...], popular: PopularNames) -> Found:
    cores: set[str] = set()
    for affix in table:
        cores |= {key.removeprefix(affix), key.removesuffix(affix)}
    cores = {core for core in cores - {key} if len(core) >= SHORTEST_CORE}
    yield from _found(Kind.AFFIX, sorted(cores), popular)
    for core in cores:
        for near in popular.sharing_a_half(core, 1):
            if slip(core, near) and not scope_of(popular.keys[near]):
                yield Kind.AFFIX_SLIP, popular.keys[near]
    others = {other for core in (*cores, key) for affix in table for other in (core + affix, affix + core)}
    if len(key) >= SHORTEST_CORE:
        yield from _found(Kind.OTHER_AFFIX, sorted(others - {key}), popular)


def _scopes(text: str, key: str, popular: PopularNames) -> Found:
    bare = text.rpartition("/")[2]
    if scope_of(text):
        if bare in popular.places:
            yield Kind.SCOPE_STRANGE, bare
    elif len(words(text)) > 1 and key in popular.scoped:
        # One word, such as `elements`, is free for everybody.
        yield Kind.SCOPE_DROPPED, popular.scoped[key]


def _lures(text: str, popular: PopularNames) -> Found:
    parts = words(text)
    if len(parts) < 2 or scope_of(text):
        return
    for lure, rest in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        if lure in LURES:
            yield from _found(Kind.LURE, ["".join(rest)], popular)
