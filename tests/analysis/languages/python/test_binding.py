"""Bindings: targets, parameters and what they hold."""

import ast

from pratique.analysis.languages.python.scopes import Binding, Index
from pratique.analysis.languages.python.walk import collect


def index(source: str) -> Index:
    return collect(ast.parse(source))


def test_attributes_of_self_belong_to_the_class() -> None:
    owner = index("class A:\n  def f(self):\n    self.x = 1\n").scopes[1]

    assert [Binding.ASSIGN] == [bound.how for bound in owner.attributes["x"]]


def test_parameters_and_defaults_are_kept_by_name() -> None:
    function = index("def f(a, b=1, /, c=2, *args, d, e=3, **kw): pass").scopes[1]

    assert ("a", "b", "c") == function.parameters
    assert {"b", "c", "e"} == set(function.defaults)
    assert {"a", "b", "c", "d", "e", "args", "kw"} == set(function.names)


def test_places_in_a_tuple_are_numbered() -> None:
    names = index("a, (b, *c), d = x").module.names

    assert (Binding.UNPACK, 0) == (names["a"][0].how, names["a"][0].place)
    assert (Binding.UNPACK, 2) == (names["d"][0].how, names["d"][0].place)
    assert Binding.OTHER is names["b"][0].how


def test_a_starred_target_is_unknown() -> None:
    assert Binding.OTHER is index("a, *b = x").module.names["b"][0].how


def test_the_index_of_a_target_is_looked_at() -> None:
    assert 1 == len(index("x[f()] = 1").module.calls)


def test_what_is_put_into_an_archive_in_memory_grows_its_buffer() -> None:
    names = index("z = zipfile.ZipFile(b, 'w')\nz.write(p)\nz.writestr('n', d)").module.names

    assert [Binding.GROW, Binding.GROW] == [bound.how for bound in names["b"]]
    assert ["open(p)", "d"] == [ast.unparse(bound.node) for bound in names["b"] if bound.node is not None]


def test_what_is_written_elsewhere_grows_nothing() -> None:
    names = index("z = zipfile.ZipFile('b.zip', 'w')\nz.write(p)\nf = open(b)\nf.write(d)").module.names

    assert {"z", "f"} == set(names)


def test_what_a_dictionary_is_updated_with_becomes_a_part_of_it() -> None:
    names = index("a = {}\na.update(x)\nb = dict()\nb.update(y)\nc = sha256()\nc.update(z)").module.names

    assert [2, 2, 1] == [len(names[name]) for name in "abc"]
    assert Binding.GROW is names["a"][1].how
