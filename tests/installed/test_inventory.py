"""The values that readers give."""

import pytest

from pratique.installed import READERS
from tests.installed.memory import MemoryFiles


@pytest.mark.parametrize("name", READERS)
def test_each_reader_gives_the_tree_that_it_was_asked_for(name: str) -> None:
    tree = READERS[name](MemoryFiles({"a": {name: {}}}), f"a/{name}")

    assert f"a/{name}" == tree.path
    assert () == tree.lock.packages
    assert {} == tree.copies
