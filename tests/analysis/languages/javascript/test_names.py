"""How names are spelt."""

import pytest

from pratique.analysis.languages.javascript.names import (
    CALLED_KEYS,
    KEY_ROOTS,
    ROOTS,
    global_name,
    member_name,
    module_name,
)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("fs", "default", "fs"),
        ("fs", "promises", "fs"),
        ("globalThis", "eval", "eval"),
        ("globalThis", "window", "globalThis"),
        ("Array", "prototype", "Array"),
        ("module", "constructor", "Module"),
        ("a" * 101, "b", ""),
    ],
)
def test_names_of_members(name: str, key: str, expected: str) -> None:
    assert expected == member_name(name, key)


def test_names_of_modules_and_globals() -> None:
    assert ["child_process", "fs", "fs", "Module"] == [
        module_name(name) for name in ("node:child_process", "fs-extra", "fs/promises", "module")
    ]
    assert ["globalThis", "crypto-js", "fetch"] == [
        global_name(name) for name in ("self", "CryptoJS", "fetch")
    ]


def test_last_words_lead_to_first_words() -> None:
    assert {"http", "https"} <= KEY_ROOTS[b"get"]
    assert KEY_ROOTS.keys() <= CALLED_KEYS
    assert {root for roots in KEY_ROOTS.values() for root in roots} <= ROOTS
