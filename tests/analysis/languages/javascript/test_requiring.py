"""Modules that are asked for."""

from pratique.analysis.languages.javascript.requiring import from_plain
from pratique.analysis.languages.values import UNKNOWN
from tests.analysis.languages.javascript.reading import evaluated, facts


def test_a_module_is_known_by_its_name() -> None:
    assert "child_process" == evaluated("probe(require('node:child_process'))")[1].name


def test_a_module_of_the_package_is_not() -> None:
    assert "" == evaluated("probe(require('./fs'))")[1].name


def test_the_constants_of_another_file_are_used_when_they_are_given() -> None:
    found = facts("require(require('./names').a)", modules={"./names": {"a": "child_process"}})

    assert {"./names", "child_process"} == {item.module for item in found.imports}


def test_plain_data_becomes_a_constant() -> None:
    assert ("a", {"b": (1, None)}) == from_plain(["a", {"b": [1, None]}])
    assert UNKNOWN is from_plain(object())
    nested: object = 1
    for _ in range(30):
        nested = [nested]
    assert isinstance(from_plain(nested), tuple)
