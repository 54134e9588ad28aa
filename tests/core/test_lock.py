"""Locks, and the chains by which an entry got in."""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Ancestry, Lock, LockedFile, LockedPackage, SourceKind, shortest_paths
from pratique.core.names import Digest, Ecosystem, PackageRef

NAMES = "abcdefg"


def entry(key: str, parents: Sequence[str] = (), version: str | None = "1.0.0") -> LockedPackage:
    return LockedPackage(
        key=key, package=PackageRef(Ecosystem.NPM, key or "none"), version=version, parents=tuple(parents)
    )


def lock(parents: Mapping[str, Sequence[str]]) -> Lock:
    return Lock(format="test v1", packages=tuple(entry(key, above) for key, above in parents.items()))


def graphs() -> st.SearchStrategy[dict[str, list[str]]]:
    """Small graphs of any form: circles, entries that ask for themselves, orphans, the same parent twice."""
    above = st.lists(st.sampled_from([ROOT, *NAMES]), max_size=4)
    return st.dictionaries(st.sampled_from(NAMES), above, min_size=1)


def every_chain(parents: Mapping[str, Sequence[str]], key: str) -> Iterator[tuple[str, ...]]:
    """Each chain from the project to `key` that names no entry twice, by plain search."""
    waiting: list[tuple[str, ...]] = [(key,)]
    while waiting:
        chain = waiting.pop()
        above = dict.fromkeys(parents.get(chain[0], ()))
        if not above or ROOT in above:
            yield chain
        waiting += [(parent, *chain) for parent in above if parent != ROOT and parent not in chain]


def test_the_project_itself_is_not_in_a_chain() -> None:
    assert (("a", "b"),) == shortest_paths(lock({"a": [ROOT], "b": ["a"]}), "b")


def test_the_shortest_chain_comes_first() -> None:
    asked = lock({"a": [ROOT], "b": ["a"], "c": ["b", "a", ROOT]})

    assert (("c",), ("a", "c"), ("a", "b", "c")) == shortest_paths(asked, "c")


def test_no_more_chains_are_given_than_were_asked_for() -> None:
    asked = lock({**{name: [ROOT] for name in NAMES}, "z": list(NAMES)})

    assert 5 == len(shortest_paths(asked, "z"))
    assert 2 == len(shortest_paths(asked, "z", most=2))


def test_an_entry_that_nobody_asks_for_has_the_chain_of_itself_alone() -> None:
    assert (("a",),) == shortest_paths(lock({"a": []}), "a")


def test_entries_that_ask_only_for_each_other_have_the_chain_of_themselves_alone() -> None:
    assert (("a",),) == shortest_paths(lock({"a": ["b"], "b": ["a"]}), "a")


def test_a_key_that_is_not_in_the_lock_has_the_chain_of_itself_alone() -> None:
    assert (("z",),) == shortest_paths(lock({"a": [ROOT]}), "z")


def test_a_circle_is_walked_once() -> None:
    assert (("a", "b"),) == shortest_paths(lock({"a": [ROOT, "b"], "b": ["a"]}), "b")


def test_a_way_round_a_circle_is_found_after_many_that_are_closed() -> None:
    """Every short way to `g` leads back to `a`, where it began; the only open one is the longest."""
    asked = lock(
        {"a": ["b", "c", "d"], "b": ["g"], "c": ["g"], "d": ["e"], "e": ["g"], "f": [ROOT], "g": ["a", "f"]}
    )

    assert (("f", "g", "b", "a"), ("f", "g", "c", "a"), ("f", "g", "e", "d", "a")) == shortest_paths(
        asked, "a"
    )


@pytest.mark.fuzz
@given(graphs(), st.integers(1, 6))
def test_the_chains_are_the_shortest_of_all(parents: dict[str, list[str]], most: int) -> None:
    key = next(iter(parents))
    all_chains = sorted(every_chain(parents, key), key=len) or [(key,)]

    found = shortest_paths(lock(parents), key, most=most)

    assert [len(chain) for chain in all_chains[:most]] == [len(chain) for chain in found]
    assert len(found) == len(set(found))
    assert set(found) <= set(all_chains)


@pytest.mark.fuzz
@given(graphs())
def test_an_ancestry_made_once_answers_as_one_made_for_each_entry(parents: dict[str, list[str]]) -> None:
    whole = lock(parents)
    ancestry = Ancestry.of(whole)

    assert [shortest_paths(whole, key) for key in parents] == [ancestry.chains(key) for key in parents]


def test_an_ancestry_knows_how_far_each_entry_is_from_the_project() -> None:
    ancestry = Ancestry.of(lock({"a": [ROOT], "b": ["c", "a"], "c": ["b"], "d": ["e"], "e": ["d"]}))

    assert {ROOT: 0, "a": 1, "b": 2, "c": 3} == ancestry.steps
    assert {"a": (ROOT,), "b": ("a", "c"), "c": ("b",)} == ancestry.parents


def test_a_dense_lock_of_a_thousand_entries_is_searched_at_once() -> None:
    keys = [str(number) for number in range(1000)]
    asked = lock({"0": [ROOT], **{key: [other for other in keys if other != key] for key in keys[1:]}})
    started = time.process_time()

    ancestry = Ancestry.of(asked)
    chains = [ancestry.chains(key) for key in keys]

    assert {2, 3} == {len(chain) for chain in chains[-1]}
    assert 10 > time.process_time() - started


def test_a_dense_lock_that_the_project_leads_to_by_one_entry_far_away_is_searched_at_once() -> None:
    """A clique of circles in front of a long way up: many closed ways."""
    clique = [f"k{number}" for number in range(40)]
    tail = {f"t{number}": [f"t{number + 1}"] for number in range(200)}
    asked = lock({**{key: [*clique, "t0"] for key in clique}, **tail, "t200": [ROOT]})
    started = time.process_time()

    chains = shortest_paths(asked, "k0")

    assert [202, 203, 203, 203, 203] == [len(chain) for chain in chains]
    assert 2 > time.process_time() - started


def test_a_lock_as_deep_as_it_is_long_is_searched_at_once() -> None:
    depth = 20_000
    ladder = {str(n): [str(n + 1), str(n + 2)] for n in range(depth)}
    asked = lock({**ladder, str(depth): [ROOT], str(depth + 1): [ROOT]})
    started = time.process_time()

    chains = shortest_paths(asked, "0")

    assert depth // 2 + 1 == len(chains[0])
    assert 5 > time.process_time() - started


def test_a_lock_with_more_closed_ways_than_can_be_tried_still_gives_the_shortest_chain() -> None:
    """Pairs that ask for each other, one after the other: 2^60 ways, nearly all closed."""
    rungs = range(60)
    pairs = {
        f"{side}{n}": [f"a{n + 1}", f"b{n + 1}", f"{other}{n}"] for n in rungs for side, other in ("ab", "ba")
    }
    asked = lock({**pairs, "a60": [ROOT, "a0"], "b60": ["a0", "b0"]})
    started = time.process_time()

    chains = shortest_paths(asked, "a0")

    assert 61 == len(chains[0])
    assert 5 > time.process_time() - started


def test_an_entry_without_an_exact_version_names_no_release() -> None:
    assert entry("a", version=None).ref is None


def test_an_entry_with_a_version_names_its_release() -> None:
    assert PackageRef(Ecosystem.NPM, "a").at("1.0.0") == entry("a").ref


def test_the_digests_of_an_entry_are_those_of_all_its_files() -> None:
    one, two, three = (Digest("sha256", str(number) * 64) for number in range(3))
    locked = LockedPackage(
        key="a",
        package=PackageRef(Ecosystem.PYPI, "a"),
        version="1",
        files=(LockedFile("a.whl", (one,)), LockedFile("a.tar.gz", (two, three))),
    )

    assert (one, two, three) == locked.digests


@pytest.mark.parametrize(
    ("algorithm", "any_file", "told"),
    [("sha256", False, True), ("sha1", False, False), ("sha256", True, False)],
)
def test_bytes_are_told_by_a_strong_digest_of_the_one_file_that_is_installed(
    algorithm: str, *, any_file: bool, told: bool
) -> None:
    length = {"sha1": 40, "sha256": 64}[algorithm]
    files = (LockedFile("a-1.gem", (Digest(algorithm, "0" * length),)),)
    assert told == replace(entry("a"), files=files, any_file=any_file).tells_bytes
    assert not entry("a").tells_bytes


def test_an_entry_comes_from_a_registry_unless_it_says_otherwise() -> None:
    assert SourceKind.REGISTRY is entry("a").source


def test_every_order_of_the_entries_gives_chains_of_the_same_lengths() -> None:
    parents = {"a": [ROOT], "b": ["a", "c"], "c": ["a", "b"], "d": ["b", "c"]}
    lengths = {
        tuple(len(chain) for chain in shortest_paths(lock(dict(order)), "d"))
        for order in itertools.permutations(parents.items())
    }

    assert 1 == len(lengths)
