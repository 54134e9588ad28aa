"""Lockfiles and their text without credentials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.collect.locks import is_lock, without_credentials
from pratique.lockfiles import LOCKFILES, format_for

EXAMPLES = (
    *(
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "pnpm-lock.a.yaml",
        "bun.lock",
    ),
    *(
        "requirements.txt",
        "requirements-dev.txt",
        "a-requirements.txt",
        "constraints.txt",
        "poetry.lock",
        "uv.lock",
    ),
    *(
        "pdm.lock",
        "Pipfile.lock",
        "pylock.toml",
        "pylock.a.toml",
        "Gemfile.lock",
        "gems.locked",
        "a.gemfile.lock",
    ),
    *("a.py.lock", "constraints_a.txt", "a_constraints.txt", "requirements/a.txt"),
)


@pytest.mark.parametrize("path", EXAMPLES)
def test_what_is_packed_is_a_lockfile_for_the_merger(path: str) -> None:
    folder, _, name = path.rpartition("/")

    assert is_lock(name, folder)
    assert format_for(path) is not None


def test_every_installed_format_of_the_merger_is_packed() -> None:
    met = {format_.name for path in EXAMPLES if (format_ := format_for(path)) is not None}

    assert {one.name for one in LOCKFILES if one.installs} == met


@pytest.mark.parametrize("name", ["readme.txt", "package.json", "a.yaml", "Cargo.lock", "bom.json", ".lock"])
def test_other_files_are_not_packed(name: str) -> None:
    assert not is_lock(name, "project")


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("--index-url https://ada:pw@r.example/simple", "--index-url https://r.example/simple"),
        ('resolved "https://r.example/@a/b.tgz#0f"', 'resolved "https://r.example/@a/b.tgz#0f"'),
        ("https://r.example/a.tgz?auth_token=abc&x=1", "https://r.example/a.tgz?auth_token=&x=1"),
        (
            "::__archiveUrl=https%3A%2F%2Fada%3Apw%40r.example%2Fa",
            "::__archiveUrl=https%3A%2F%2Fr.example%2Fa",
        ),
        ("https%3A%2F%2Fr.example%2F%40scope%2Fa", "https%3A%2F%2Fr.example%2F%40scope%2Fa"),
    ],
)
def test_credentials_are_taken_away_and_nothing_else(written: str, left: str) -> None:
    assert left == without_credentials(written)


@pytest.mark.fuzz
@given(st.from_regex(r"\A[A-Za-z0-9._~%-]{1,40}\Z"), st.from_regex(r"\A[A-Za-z0-9._~-]{6,40}\Z"))
def test_no_password_of_an_address_is_left(user: str, password: str) -> None:
    assert f"a https://r.example/{user}" == without_credentials(
        f"a https://{user}:{password}@r.example/{user}"
    )
