"""Whatever the bytes are, each parser gives a lawful lock or a ParseError."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles import LOCKFILES, LockFormat
from tests.lockfiles.locks import SAMPLES, assert_lawful, sample, shapes

FORMATS = pytest.mark.parametrize("format_", LOCKFILES, ids=lambda format_: format_.name)
PARSERS = {
    "*.cdx.json": "CycloneDX",
    "*.spdx.json": "SPDX",
    "bun-*": "bun.lock",
    "package-lock-*": "package-lock",
    "pdm-*": "pdm.lock",
    "pnpm-lock-*": "pnpm-lock",
    "poetry-*": "poetry.lock",
    "pylock.toml": "pylock.toml",
    "requirements-*": "requirements.txt",
    "yarn-*": "yarn.lock",
}
"""The format of a sample by its name, where it is not the format's own name."""


def format_of(name: str) -> LockFormat:
    wanted = next((parser for pattern, parser in PARSERS.items() if fnmatchcase(name, pattern)), name)
    return next(format_ for format_ in LOCKFILES if format_.name == wanted)


SAMPLES_OF: dict[str, list[bytes]] = {format_.name: [] for format_ in LOCKFILES}
for _path in sorted(SAMPLES.iterdir()):
    SAMPLES_OF[format_of(_path.name).name].append(sample(_path.name))


def test_every_format_has_a_sample_and_every_sample_is_read() -> None:
    for format_ in LOCKFILES:
        assert SAMPLES_OF[format_.name]
        for data in SAMPLES_OF[format_.name]:
            assert format_.parse(data).packages


@FORMATS
@pytest.mark.parametrize("mark", [b"<<<<<<< HEAD", b">>>>>>> main"])
def test_the_mark_of_a_merge_conflict_is_told_as_one(format_: LockFormat, mark: bytes) -> None:
    for data in SAMPLES_OF[format_.name]:
        lines = data.split(b"\n")
        lines.insert(len(lines) // 2, mark)
        with pytest.raises(ParseError, match="merge conflict") as caught:
            format_.parse(b"\n".join(lines))
        assert "solve the conflict" in caught.value.hint


@FORMATS
def test_what_is_not_utf_8_is_told_as_such(format_: LockFormat) -> None:
    for data in SAMPLES_OF[format_.name]:
        with pytest.raises(ParseError, match=r"is not (UTF|utf)-8") as caught:
            format_.parse(data + b"\n# \xe9\xff")
        assert caught.value.hint


def parse_or_refuse(format_: LockFormat, data: bytes) -> None:
    try:
        lock = format_.parse(data)
    except ParseError:
        return
    assert_lawful(lock)


@pytest.mark.fuzz
@given(
    data=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_give_a_lock_or_an_error(data: bytes) -> None:
    for format_ in LOCKFILES:
        parse_or_refuse(format_, data)


@pytest.mark.fuzz
@given(
    which=st.integers(0, 9),
    cut=st.integers(0, 20_000),
    place=st.integers(0, 20_000),
    put=st.binary(max_size=2) | st.sampled_from([b"\n", b'"', b"\xff", b"../", b"  "]),
    over=st.integers(0, 4),
)
def test_a_damaged_lock_gives_a_lock_or_an_error(
    which: int, cut: int, place: int, put: bytes, over: int
) -> None:
    # One damage to a sample of each format: to draw it takes longer than to read them.
    for format_ in LOCKFILES:
        samples = SAMPLES_OF[format_.name]
        data = samples[which % len(samples)]
        start = place % len(data)
        data = data[:start] + put + data[start + over :]
        # Half of the time the whole file, so that a change alone is tried too.
        parse_or_refuse(format_, data if cut % 2 else data[: cut % len(data)])


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
VALUES = shapes(SCALARS | TEXTS | NAMES, NAMES | FIELDS)
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
    parse_or_refuse(format_of("package-lock-v3.json"), json.dumps(value).encode())


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
@given(
    entries=st.lists(st.tuples(NAMES, TEXTS, st.dictionaries(FIELDS, VALUES, max_size=4)), max_size=3),
    rest=VALUES,
    left_out=st.sampled_from(["extras", "manifest", "metadata", "files"]),
)
def test_any_toml_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    entries: list[tuple[str, str, dict[str, Any]]], rest: object, left_out: str
) -> None:
    files = "" if left_out == "files" else f", files = {toml(rest)}"
    tables = [{"name": name, "version": version, **more} for name, version, more in entries]
    text = f"""
version = 1
lock-version = "1.0"
package = {toml(tables)}
packages = {toml(tables)}
extras = {toml(rest)}
manifest = {toml(rest)}
metadata = {{ lock-version = "2.1", lock_version = "4.5"{files} }}
"""
    kept = "\n".join(line for line in text.split("\n") if not line.startswith(left_out))
    for format_ in LOCKFILES:
        if format_.name in {"pdm.lock", "poetry.lock", "pylock.toml", "uv.lock"}:
            parse_or_refuse(format_, kept.encode())
