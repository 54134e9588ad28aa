import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.advisories.ignores import FILES, IgnoreFile, Ignores
from pratique.errors import ParseError, Reference

# Every file takes its share of the inputs of one parser.
SHARE = max(1, settings.default.max_examples // 4) if settings.default else 100


def read(file: IgnoreFile, data: bytes) -> Ignores | ParseError:
    try:
        return file.parse(data, "f")
    except ParseError as error:
        return error


def accepted(file: IgnoreFile, data: bytes) -> None:
    """Any bytes give ignores that are narrow in some way, or one kind of error."""
    told = read(file, data)
    if isinstance(told, ParseError):
        assert told.reference is Reference.CONFIG_INVALID
        assert told.message.startswith("f")
        return
    for ignore in told.ignores:
        assert ignore.ids or ignore.package or ignore.groups or (ignore.path or "").strip("*>/. ")
        assert ignore.origin.startswith("f")
    assert all(text.startswith("f") for text in (*told.unread, *told.notes))


_WORDS = st.sampled_from(
    [
        *(
            "id",
            "ignore",
            "vulnerabilities",
            "allowlist",
            "decisions",
            "version",
            "IgnoredVulns",
            "PackageOverrides",
        ),
        *(
            "GHSA-p6mc-m468-83gw",
            "CVE-1",
            "*",
            "a>b",
            "1|a",
            "GHSA-x|a>*",
            "active",
            "expiry",
            "expires",
            "reason",
        ),
        *(
            "name",
            "ecosystem",
            "npm",
            "group",
            "paths",
            "purls",
            "pkg:npm/x@1.0.0",
            "component",
            "path",
            "2030-01-01",
        ),
    ]
)
_VALUES = st.recursive(
    st.one_of(_WORDS, st.none(), st.booleans(), st.integers(-1, 10**13), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=4)),
    max_leaves=12,
)


@pytest.mark.fuzz
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.filenames[0])
@settings(max_examples=SHARE)
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_give_ignores_or_an_error(file: IgnoreFile, data: bytes) -> None:
    accepted(file, data)


@pytest.mark.fuzz
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.filenames[0])
@settings(max_examples=SHARE)
@given(value=_VALUES)
def test_any_value_gives_ignores_or_an_error(file: IgnoreFile, value: object) -> None:
    accepted(file, json.dumps(value).encode())
    if isinstance(value, dict):
        accepted(file, "".join(f"{key}: {json.dumps(inner)}\n" for key, inner in value.items()).encode())
        accepted(file, "".join(f"[[{key}]]\n{key} = 1\n" for key in value if key.isalpha()).encode())


def test_every_file_name_belongs_to_one_reader() -> None:
    names = [name for file in FILES for name in file.filenames]
    assert sorted(set(names)) == sorted(names)
    assert [file.tool for file in FILES] == sorted((file.tool for file in FILES), key=str.lower)


def test_the_readers_bring_no_heavy_library() -> None:
    program = (
        "import sys, pratique.advisories.ignores\n"
        "print([name for name in ('aiohttp', 'sqlalchemy', 'tree_sitter', 'asyncio', 'sqlite3') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "[]" == ran.stdout.strip()
