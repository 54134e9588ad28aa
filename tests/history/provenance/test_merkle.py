"""Proofs of inclusion, against the trees that RFC 6962 defines."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.provenance.merkle import leaf_hash, node_hash, root_of
from tests.signing import audit_path, tree_hash


def leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


def test_a_tree_of_one_leaf_is_that_leaf() -> None:
    assert leaf_hash(b"leaf 0") == root_of(leaf_hash(b"leaf 0"), 0, 1, [])
    assert hashlib.sha256(b"\0leaf 0").digest() == leaf_hash(b"leaf 0")


def test_a_tree_of_two_leaves_is_the_node_over_them() -> None:
    left, right = map(leaf_hash, leaves(2))

    assert node_hash(left, right) == root_of(left, 0, 2, [right]) == root_of(right, 1, 2, [left])


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_every_proof_leads_to_the_root(tree: tuple[int, int]) -> None:
    size, index = tree
    all_leaves = leaves(size)
    path = audit_path(index, all_leaves)

    assert tree_hash(all_leaves) == root_of(leaf_hash(all_leaves[index]), index, size, path)


@given(
    st.integers(2, 40).flatmap(
        lambda size: st.tuples(st.just(size), st.integers(0, size - 1), st.integers(0, 3))
    )
)
def test_no_other_proof_does(tree: tuple[int, int, int]) -> None:
    size, index, kind = tree
    all_leaves = leaves(size)
    leaf, path, root = leaf_hash(all_leaves[index]), audit_path(index, all_leaves), tree_hash(all_leaves)
    wrong = [
        root_of(leaf_hash(b"another"), index, size, path),
        root_of(leaf, index, size, path[:-1]),
        root_of(leaf, index, size, [*path, root]),
        root_of(leaf, index, size, [leaf_hash(b"x"), *path[1:]]),
    ][kind]

    assert root != wrong


@pytest.mark.parametrize(("index", "size"), [(1, 1), (5, 4), (0, 0)])
def test_a_leaf_outside_the_tree_leads_nowhere(index: int, size: int) -> None:
    assert root_of(leaf_hash(b""), index, size, []) is None
