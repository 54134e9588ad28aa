"""Whatever the bytes are, each parser gives a lawful lock or a ParseError."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles import LOCKFILES, LockFormat
from tests.lockfiles.locks import SAMPLES, assert_lawful, sample

FORMATS = pytest.mark.parametrize("format_", LOCKFILES, ids=lambda format_: format_.name)
PARSER_OF_SUFFIX = {".json": "package-lock", ".txt": "requirements.txt", ".toml": "pylock.toml"}


def format_of(name: str) -> LockFormat:
    wanted = PARSER_OF_SUFFIX.get("." + name.rpartition(".")[2]) or (
        "uv.lock" if name == "uv.lock" else "poetry.lock"
    )
    return next(format_ for format_ in LOCKFILES if format_.name == wanted)


def parse_or_refuse(format_: LockFormat, data: bytes) -> None:
    try:
        lock = format_.parse(data)
    except ParseError:
        return
    assert_lawful(lock)


@pytest.mark.fuzz
@FORMATS
@given(
    data=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_give_a_lock_or_an_error(format_: LockFormat, data: bytes) -> None:
    parse_or_refuse(format_, data)


@pytest.mark.fuzz
@given(
    name=st.sampled_from(sorted(path.name for path in SAMPLES.iterdir())),
    cut=st.integers(0, 20_000),
    flips=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=4),
)
def test_a_damaged_lock_gives_a_lock_or_an_error(name: str, cut: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(sample(name))
    for place, value in flips:
        data[place % len(data)] = value
    # Half of the time the whole file, so that a flip alone is tried too.
    parse_or_refuse(format_of(name), bytes(data if cut % 2 else data[: cut % len(data)]))


NAMES = st.sampled_from(["a", "@s/b", "__proto__", "..", "a/b", "", "é", "node_modules", "A_b", "x" * 300])
SCALARS = (
    st.none() | st.booleans() | st.integers(-1, 2**70) | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.sampled_from(
    [
        "1.0.0",
        "npm:a@1.0.0",
        "file:x.tgz",
        "git+ssh://h/x",
        "https://registry.example/a/-/a-1.0.0.tgz",
        "https://[",
        "sha512-AAAA",
        "packages/x",
        "../x",
        "${A}",
        "\n",
        "",
        "*",
    ]
)
FIELDS = st.sampled_from(
    [
        "name", "version", "resolved", "integrity", "link", "dev", "optional", "peer", "bundled", "inBundle", "os",
        "requires", "dependencies", "bundleDependencies", "workspaces", "hasInstallScript", "source", "files",
        "groups", "markers", "marker", "wheels", "sdist", "registry", "url", "path", "hash", "index", "vcs",
        "optional-dependencies", "resolution-markers", "extras", "members",
    ]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | TEXTS | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | FIELDS, inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.dictionaries(FIELDS, VALUES, max_size=6) | VALUES
LOCATIONS = st.lists(
    st.sampled_from(["node_modules/a", "node_modules/@s/b", "packages/x", "..", ""]), max_size=3
).map("/".join)


@pytest.mark.fuzz
@given(
    version=st.sampled_from([1, 2, 3]),
    packages=st.dictionaries(LOCATIONS, ENTRIES, max_size=5) | VALUES,
    dependencies=st.dictionaries(NAMES, ENTRIES, max_size=4) | VALUES,
    left_out=st.booleans(),
)
def test_any_json_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    version: int, packages: object, dependencies: object, left_out: bool
) -> None:
    value = {"lockfileVersion": version, "packages": packages, "dependencies": dependencies}
    if left_out:
        del value["packages"]
    parse_or_refuse(LOCKFILES[0], json.dumps(value).encode())


def toml(value: object) -> str:
    """A value as inline TOML; what TOML cannot say becomes text."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{json.dumps(key)} = {toml(item)}' for key, item in value.items())}}}"
        case _:
            return json.dumps("" if value is None else value)


@pytest.mark.fuzz
@FORMATS
@given(
    entries=st.lists(st.tuples(NAMES, TEXTS, st.dictionaries(FIELDS, VALUES, max_size=4)), max_size=4),
    rest=VALUES,
)
def test_any_toml_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    format_: LockFormat, entries: list[tuple[str, str, dict[str, Any]]], rest: object
) -> None:
    tables = [{"name": name, "version": version, **more} for name, version, more in entries]
    text = f"""
version = 1
lock-version = "1.0"
package = {toml(tables)}
packages = {toml(tables)}
extras = {toml(rest)}
manifest = {toml(rest)}
metadata = {{ lock-version = "2.1", files = {toml(rest)} }}
"""
    parse_or_refuse(format_, text.encode())
    for leave in ("extras", "manifest", "metadata"):
        text = "\n".join(line for line in text.split("\n") if not line.startswith(leave))
        parse_or_refuse(format_, text.encode())
