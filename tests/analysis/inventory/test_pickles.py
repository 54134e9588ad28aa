"""Pickles, read and never loaded. Those that run something are put together by hand: nothing here makes one that works."""

import pickle
from collections import OrderedDict
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import pickles
from pratique.analysis.inventory.inventory import Pickle
from pratique.core.tree import File


def text_global(module: str, name: str) -> bytes:
    """A pickle of protocol 0 that would call a name with a marker, and does not: the marker is no command."""
    return f"c{module}\n{name}\n(S'marker'\ntR.".encode()


def stack_global(module: str, name: str) -> bytes:
    body = b"".join(b"\x8c" + bytes([len(word)]) + word.encode() + b"\x94" for word in (module, name))
    return b"\x80\x04" + body + b"\x93\x94\x8c\x06marker\x94\x85\x94R\x94."


def read(data: bytes, path: str = "model.pkl") -> Pickle:
    found = pickles.read(File(path, data))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("nt", "system"),
        ("builtins", "exec"),
        ("builtins", "eval"),
        ("__builtin__", "eval"),
        ("builtins", "__import__"),
        ("subprocess", "Popen"),
        ("runpy", "run_path"),
        ("webbrowser", "open"),
        ("pty", "spawn"),
    ],
)
def test_names_that_run_commands_or_code_are_told(module: str, name: str) -> None:
    assert (f"{module}.{name}",) == read(text_global(module, name)).runs
    assert (f"{module}.{name}",) == read(stack_global(module, name)).runs


@pytest.mark.parametrize(
    ("module", "name"), [("builtins", "getattr"), ("importlib", "import_module"), ("socket", "socket")]
)
def test_names_by_which_others_can_be_had_are_told_apart(module: str, name: str) -> None:
    found = read(stack_global(module, name))
    assert () == found.runs
    assert (f"{module}.{name}",) == found.reaches


@pytest.mark.parametrize("protocol", range(6))
def test_ordinary_pickles_reach_nothing(protocol: int) -> None:
    value = [OrderedDict(a=1), {1, 2}, PurePosixPath("a"), 2.5, b"x" * 300, range(3), complex(1, 2)]
    found = pickles.read(File("data.pkl", pickle.dumps(value, protocol)))
    assert found is not None
    assert () == found.runs
    assert () == found.reaches
    assert found.whole


def test_names_kept_in_the_memo_are_followed() -> None:
    data = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x30\x30h\x00h\x01\x93\x8c\x06marker\x85R."
    assert ("os.system",) == read(data).runs


def test_a_name_that_is_computed_is_told_as_such() -> None:
    data = b"\x80\x04\x8c\x02os\x94]\x93."
    assert ("?",) == read(data).reaches


def test_a_second_pickle_behind_the_first_is_read() -> None:
    assert ("os.system",) == read(pickle.dumps(1) + stack_global("os", "system")).runs


def test_objects_in_an_array_are_read_and_numbers_are_not() -> None:
    def array(kind: bytes) -> bytes:
        header = b"{'descr': '" + kind + b"', 'fortran_order': False, 'shape': (1,), }\n"
        return b"\x93NUMPY\x01\0" + len(header).to_bytes(2, "little") + header

    assert ("os.system",) == read(array(b"|O") + text_global("os", "system"), "a.npy").runs
    assert pickles.read(File("a.npy", array(b"<f8") + bytes(64))) is None


def test_a_pickle_is_known_by_its_first_bytes() -> None:
    assert pickles.starts_like_one(pickle.dumps({"a": 1}))
    assert pickles.starts_like_one(pickle.dumps({"a": 1}, protocol=2))
    assert pickles.starts_like_one(text_global("os", "system"))
    assert not pickles.starts_like_one(b"colour is text\n")
    assert not pickles.starts_like_one(b"\x80\x04 is no pickle")


def test_a_pickle_that_is_cut_off_tells_what_it_imported_before() -> None:
    found = read(stack_global("os", "system")[:-8])
    assert ("os.system",) == found.runs
    assert not found.whole


def test_reading_ends_after_so_many_opcodes() -> None:
    found = read(b"\x80\x02" + b"N0" * pickles.MOST_OPCODES + b"N.")
    assert not found.whole


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    for start in (b"", b"\x80\x04", b"cos\nsystem\n", b"\x93NUMPY\x01\0"):
        found = pickles.read(File("a.pkl", start + data))
        assert found is None or isinstance(found, Pickle)


@pytest.mark.fuzz
@given(st.integers(0, 60), st.binary(min_size=1, max_size=4))
def test_any_damage_gives_an_answer(at: int, wrong: bytes) -> None:
    whole = stack_global("os", "system") + pickle.dumps([1, "a"])
    found = pickles.read(File("a.pkl", whole[:at] + wrong + whole[at + len(wrong) :]))
    assert found is None or isinstance(found, Pickle)
