"""What the machine computes with."""

import pytest

from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Frame,
    Named,
    known,
    same_state,
    size_of,
    state_of,
)


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


def test_a_state_is_the_same_until_a_name_or_what_it_holds_is_another() -> None:
    held = [1]
    frame = Frame({"a": 70_000, "b": held})
    before = state_of(frame)
    assert same_state(before, state_of(frame))
    held[0] = 2
    assert not same_state(before, state_of(frame))
    held[0] = 1
    frame.names["a"] = 70_001
    assert not same_state(before, state_of(frame))


def test_what_may_change_unseen_has_no_state() -> None:
    assert state_of(Frame({"a": [[1]]})) is None
    assert state_of(Frame({"a": {1}})) is None
    assert not same_state(None, None)
