"""A folder that the walk visits."""

from pratique.collect.disk import NOTHING
from pratique.collect.folder import Folder


def test_a_folder_is_outside_trees_unless_it_says_otherwise() -> None:
    assert not Folder("a/b", "b", "a", "", NOTHING).in_tree
