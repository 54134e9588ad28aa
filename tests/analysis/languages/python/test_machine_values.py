"""What the machine computes with."""

import pytest

from pratique.analysis.languages.python.machine_values import UNKNOWN, Frame, Named, known, size_of


def test_a_name_is_found_in_the_frames_around_it() -> None:
    module = Frame({"a": 1})
    inner = Frame({"b": 2}, parent=module)

    assert 1 == inner.find("a")
    with pytest.raises(KeyError):
        inner.find("c")


def test_a_global_name_is_bound_in_the_module() -> None:
    module = Frame()
    inner = Frame(parent=module, module=module, shared={"a"})
    inner.bind("a", 1)
    inner.bind("b", 2)

    assert {"a": 1} == module.names
    assert {"b": 2} == inner.names


def test_what_stands_for_something_is_not_plain() -> None:
    assert known("a", 1, None, [UNKNOWN])
    assert not known(UNKNOWN)
    assert not known(Named("exec"))
    assert 3 == size_of("abc")
