from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.pypi import pdm_lock, pipfile_lock, poetry_lock, pylock, uv_lock
from pratique.lockfiles.pypi.pythons import either_range, markers_of, read_pyproject, read_version_file

UV = b"""
version = 1
requires-python = "==3.12.*"
resolution-markers = ["sys_platform == 'linux'", "sys_platform != 'linux'"]
supported-markers = ["platform_python_implementation != 'PyPy'"]
"""
PYLOCK = b"""
lock-version = "1.0"
created-by = "x"
requires-python = ">=3.11"
environments = ["sys_platform == 'linux'"]
packages = []
"""
POETRY = b"""
[metadata]
lock-version = "2.1"
python-versions = "^3.11"
"""
PDM = b"""
[metadata]
lock_version = "4.5.0"
[[metadata.targets]]
requires_python = "~=3.11"
platform = "manylinux_2_17_x86_64"
[[metadata.targets]]
requires_python = "==3.9.*"
"""
PDM_OPEN = b"""
[metadata]
lock_version = "4.5.0"
[[metadata.targets]]
requires_python = "~=3.11"
[[metadata.targets]]
platform = "win_amd64"
"""


def pipenv(requires: str) -> bytes:
    return b'{"_meta": {"pipfile-spec": 6, "requires": %s}}' % requires.encode()


@pytest.mark.parametrize(
    ("read", "data", "expected"),
    [
        (uv_lock.parse, UV, "==3.12.*"),
        (uv_lock.parse, b"version = 1\nrequires-python = 3", None),
        (pylock.parse, PYLOCK, ">=3.11"),
        (poetry_lock.parse, POETRY, "^3.11"),
        (poetry_lock.parse, POETRY.replace(b'"^3.11"', b"311"), None),
        (pdm_lock.parse, PDM, "~=3.11 || ==3.9.*"),
        (pdm_lock.parse, PDM_OPEN, None),
        (pipfile_lock.parse, pipenv('{"python_version": "3.12"}'), "==3.12.*"),
        (pipfile_lock.parse, pipenv('{"python_version": "3.12", "python_full_version": "3.12.4"}'), "==3.12.4"),
        (pipfile_lock.parse, pipenv('{"python_version": "*"}'), None),
        (pipfile_lock.parse, pipenv("[]"), None),
    ],
)  # fmt: skip
def test_a_lock_says_which_pythons_it_is_for(read, data: bytes, expected: str | None) -> None:  # type: ignore[no-untyped-def]
    assert expected == read(data).requires_python


def test_a_lock_names_the_environments_that_it_is_limited_to() -> None:
    assert uv_lock.parse(UV).environments == ("platform_python_implementation != 'PyPy'",)
    assert pylock.parse(PYLOCK).environments == ("sys_platform == 'linux'",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[project]\nrequires-python = ">=3.11"', ">=3.11"),
        ('[tool.poetry.dependencies]\npython = "^3.11"', "^3.11"),
        ('[project]\nrequires-python = ">=3.12"\n[tool.poetry.dependencies]\npython = "^3.11"', ">=3.12"),
        ("[project]\nrequires-python = 3", None),
        ("[tool.poetry]\ndependencies = []", None),
        ("", None),
        (f'[project]\nrequires-python = "{">=3," * 1_000}>=3"', None),
    ],
)
def test_a_manifest_requires_a_python(text: str, expected: str | None) -> None:
    assert expected == read_pyproject(text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.12\n", "==3.12.*"),
        ("# ours\n3.12.4\n\n3.11.9  # old\n", "==3.12.* || ==3.11.*"),
        ("cpython-3.13.1-linux-x86_64-gnu", "==3.13.*"),
        ("cpython@3.13", "==3.13.*"),
        ("3.15.0rc1", "==3.15.*"),
        ("3.12\npypy3.10-7.3.12", None),
        ("3.13t", None),
        (">=3.11", None),
        ("system", None),
        ("", None),
        ("3", None),
    ],
)
def test_a_version_file_names_pythons(text: str, expected: str | None) -> None:
    assert expected == read_version_file(text.encode())


def test_one_range_that_says_nothing_says_nothing_for_all() -> None:
    assert either_range([">=3.11", None]) is None
    assert either_range([]) is None
    assert markers_of(["a", 3]) == ()
    assert markers_of(None) == ()


@pytest.mark.fuzz
@given(st.binary(max_size=80) | st.text("3.12\n# py-", max_size=40).map(str.encode))
def test_any_bytes_give_a_range_or_an_error(data: bytes) -> None:
    for read in (read_version_file, read_pyproject):
        with suppress(ParseError):
            assert isinstance(read(data), str | None)
