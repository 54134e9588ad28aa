"""Which files are looked at, and what one of them states."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.install_settings.family import (
    FAMILIES,
    family_of,
    is_named,
    is_patch,
    is_run,
    settings_in,
)

PATHS = [name.replace("*", "x") for family in FAMILIES for name in family.names]


@pytest.mark.parametrize("path", PATHS)
def test_every_file_has_its_family_in_any_folder(path: str) -> None:
    assert family_of(path) is family_of(f"a/b/{path}") is not None
    assert is_named(path)


@pytest.mark.parametrize("path", ["config", "a/config", "npmrc", ".env.example", "readme.md", "x.patch"])
def test_other_files_have_none(path: str) -> None:
    assert family_of(path) is None
    assert () == settings_in(path, b"registry=x")


def test_files_that_are_run_and_patches() -> None:
    assert is_run("a/.pnpmfile.cjs")
    assert is_patch("patches/a/b.patch")
    assert not is_patch("patches/readme.md")


@pytest.mark.parametrize("path", PATHS)
@given(data=st.binary(max_size=100) | st.text('{}[]":=,\n aregistry', max_size=60).map(str.encode))
def test_any_bytes_give_settings(path: str, data: bytes) -> None:
    found = settings_in(path, data)
    assert all(setting.path == path and setting.text is not None for setting in found)


def test_a_key_of_pnpm_is_one_in_both_spellings() -> None:
    (kebab,) = settings_in(".npmrc", b"store-dir=x\n")
    (camel,) = settings_in("pnpm-workspace.yaml", b"storeDir: x\n")
    assert kebab.key == camel.key


def test_a_reference_of_npm_is_replaced_by_what_the_project_asks_for() -> None:
    text = json.dumps({"dependencies": {"a": "^1.2.0"}, "overrides": {"b": "$a", "c": "$x"}})
    assert ["^1.2.0", "$x"] == [setting.value for setting in settings_in("package.json", text.encode())]


def test_a_file_of_too_many_settings_is_compared_as_bytes() -> None:
    many = json.dumps({"overrides": {f"p{number}": "1" for number in range(5_000)}})
    (found,) = settings_in("package.json", many.encode())
    assert ("the whole file, which cannot be read",) == found.name
    (found,) = settings_in(".npmrc", "".join(f"k{number}=1\n" for number in range(5_000)).encode())
    assert ("the whole file, which cannot be read",) == found.name
