"""Every request inside locks of Poetry, PDM, uv and PEP 751 is answered by an entry."""

import re
from collections.abc import Iterator

import pytest

from pratique.core.lock import ROOT
from tests.intake.agreement.files import Files, files, lock_of, told
from tests.lockfiles.locks import sample
from tests.lockfiles.real.samples import SAMPLES

POETRY = """[[package]]
name = "a"
version = "1.0"
optional = false
python-versions = ">=3.8"
markers = "sys_platform == 'linux'"

[package.dependencies]
{needs}

[[package]]
name = "b"
version = "1.5"
optional = false
python-versions = ">=3.8"

[metadata]
lock-version = "2.1"
python-versions = ">=3.10"
content-hash = "0"
"""
PDM = """[metadata]
lock_version = "{version}"
{more}

[[package]]
name = "a"
version = "1.0"
dependencies = [{needs}]

[[package]]
name = "b"
version = "1.5"

[[package]]
name = "b"
version = "1.5"
extras = ["x"]
dependencies = ["b==1.5"]
"""
UV = """version = 1
requires-python = ">=3.12"
{manifest}
[[package]]
name = "app"
source = {{ virtual = "." }}
dependencies = [{asks}]

[[package]]
name = "a"
version = "1.0"
source = {{ registry = "https://registry.example/simple" }}
dependencies = [{needs}]

[[package]]
name = "b"
version = "1.5"
source = {{ registry = "https://registry.example/simple" }}
"""
PYLOCK = """lock-version = "1.0"
created-by = "x"

[[packages]]
name = "a"
version = "1.0"
index = "https://registry.example/simple"
dependencies = [{needs}]
sdist = {{ url = "https://registry.example/a-1.0.tar.gz", hashes = {{ sha256 = "{sha}" }} }}

[[packages]]
name = "b"
version = "1.5"
index = "https://registry.example/simple"
sdist = {{ url = "https://registry.example/b-1.5.tar.gz", hashes = {{ sha256 = "{sha}" }} }}
"""
MISSED = "{}: a==1.0 requests this package, but the lock {}"
NO_ENTRY = "has no matching entry"


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ('b = ">=1,<2"', []),
        ('b = "^1.2 || ^2"', []),
        ('b = "*"', []),
        ('c = ">=1"', [MISSED.format("c >=1", NO_ENTRY)]),
        ('b = ">=2"', [MISSED.format("b >=2", "resolves the request to b@1.5")]),
        ('b = "^2.0"', [MISSED.format("b ^2.0", "resolves the request to b@1.5")]),
        ('c = {version = "*", markers = "python_version < \'3.8\'"}', []),
        ('b = {version = ">=2", markers = "python_version < \'3.8\'"}', []),
        ('c = {version = "*", markers = "python_version < \'3.12\'"}', [MISSED.format("c *", NO_ENTRY)]),
        # Poetry follows nothing that the marker of the asker rules out.
        ('c = {version = "*", markers = "sys_platform == \'win32\'"}', []),
        ('c = {version = "*", python = "<3.8"}', []),
        ('c = {version = "*", optional = true, markers = "extra == \'x\'"}', []),
        ('[package.dependencies.c]\\nversion = "*"', [MISSED.format("c *", NO_ENTRY)]),
    ],
)
def test_poetry(needs: str, expected: list[str]) -> None:
    text = POETRY.replace("{needs}", needs.replace("\\n", "\n"))
    assert expected == told("poetry.lock", files({"poetry.lock": text}))


def test_poetry_follows_an_extra_that_an_entry_asks_for() -> None:
    asks = 'b = {version = "*", extras = ["X_y"]}'
    extra = '\n[package.dependencies]\nc = {version = "*", optional = true, markers = "extra == \'x-y\'"}\n\n[metadata]'
    text = POETRY.replace("{needs}", asks).replace("\n[metadata]", extra)
    assert ["c *: b==1.5 requests this package, but the lock has no matching entry"] == told(
        "poetry.lock", files({"poetry.lock": text})
    )


def test_poetry_follows_an_extra_that_the_project_asks_for() -> None:
    needs = "c = {version = \">=1\", optional = true, markers = \"python_version < '4' and extra == 'X.y'\"}"
    text = POETRY.replace("{needs}", needs)
    expected = ["c >=1: a==1.0 requests this package, but the lock has no matching entry"]
    for asks, found in (('["a[x-y]"]', expected), ('["a[z]"]', []), ('["a"]', [])):
        pyproject = f"[project]\nname = 'app'\ndependencies = {asks}\n"
        assert found == told("poetry.lock", files({"poetry.lock": text, "pyproject.toml": pyproject}))
    table = "[tool.poetry.dependencies]\na = {version = '*', extras = ['X_Y']}\n"
    assert expected == told("poetry.lock", files({"poetry.lock": text, "pyproject.toml": table}))


def test_the_project_answers_who_asks_for_it() -> None:
    text = POETRY.replace("{needs}", 'app = ">=1"')
    pyproject = '[project]\nname = "App"\n'
    assert [] == told("poetry.lock", files({"poetry.lock": text, "pyproject.toml": pyproject}))
    assert 1 == len(told("poetry.lock", files({"poetry.lock": text})))


TARGETS = '[[metadata.targets]]\nrequires_python = ">=3.10"'


@pytest.mark.parametrize(
    ("needs", "more", "expected"),
    [
        ("b>=1,<2", TARGETS, []),
        ("c>=1", TARGETS, [MISSED.format("c >=1", NO_ENTRY)]),
        ("b>=2", TARGETS, []),
        ("b[x]", TARGETS, []),
        ("b[y]>=1", TARGETS, [MISSED.format("b[y] >=1", NO_ENTRY)]),
        ("c[y]>=1", TARGETS, [MISSED.format("c >=1", NO_ENTRY)]),
        ("c; python_version < '3.8'", TARGETS, []),
        ("c; sys_platform == 'win32'", TARGETS, [MISSED.format("c", NO_ENTRY)]),
        ("c; sys_platform == 'win32'", f'{TARGETS}\nplatform = "linux"', []),
        ("c; sys_platform == 'win32'", 'strategy = ["inherit_metadata"]', []),
        ("c; sys_platform == 'win32'", 'strategy = ["cross_platform"]', [MISSED.format("c", NO_ENTRY)]),
        ("c; sys_platform == 'win32'", "cross_platform = false", []),
        # Before 4.5 the Pythons are in pyproject.toml alone.
        ("c; python_version < '3.12'", 'strategy = ["cross_platform"]', []),
    ],
)
def test_pdm(needs: str, more: str, expected: list[str]) -> None:
    version = "4.5.0" if "targets" in more else "4.4"
    text = PDM.format(needs=f'"{needs}"', more=more, version=version)
    assert expected == told("pdm.lock", files({"pdm.lock": text}))


def test_ranges_of_pdm_are_compared_where_the_manifest_overrides_nothing() -> None:
    lock = PDM.format(needs='"b>=2"', more=TARGETS, version="4.5.0")
    override = "[tool.pdm.resolution.overrides]\nb = '1.5'\n"
    expected = MISSED.format("b >=2", "resolves the request to b@1.5")
    assert [expected] == told("pdm.lock", files({"pdm.lock": lock, "pyproject.toml": "[project]\n"}))
    assert [] == told("pdm.lock", files({"pdm.lock": lock, "pyproject.toml": override}))


@pytest.mark.parametrize(
    ("asks", "needs", "manifest", "expected"),
    [
        ('{ name = "a" }', '{ name = "b" }', "", []),
        ("", '{ name = "b", version = "1.5" }', "", []),
        ("", '{ name = "b", version = "2.0" }', "", [MISSED.format("b 2.0", NO_ENTRY)]),
        ("", '{ name = "c", marker = "os_name == \'nt\'" }', "", [MISSED.format("c", NO_ENTRY)]),
        (
            '{ name = "c" }',
            "",
            "",
            ["c: the project requests this package, but the lock has no matching entry"],
        ),
        (
            "",
            "",
            '[manifest]\nmembers = ["App", "part"]',
            ["part: the project requests this package, but the lock has no matching entry"],
        ),
    ],
)
def test_uv(asks: str, needs: str, manifest: str, expected: list[str]) -> None:
    text = UV.format(asks=asks, needs=needs, manifest=manifest)
    assert expected == told("uv.lock", files({"uv.lock": text}))


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ('{ name = "b" }', []),
        ('{ name = "b", version = "1.5" }', []),
        ('{ name = "b", version = "2.0" }', [MISSED.format("b 2.0", NO_ENTRY)]),
        ('{ name = "c" }', [MISSED.format("c", NO_ENTRY)]),
    ],
)
def test_pylock(needs: str, expected: list[str]) -> None:
    text = PYLOCK.format(needs=needs, sha="0" * 64)
    assert expected == told("pylock.toml", files({"pylock.toml": text}))


def test_what_a_manifest_and_the_lock_ask_for_is_told_once() -> None:
    lock = UV.format(asks='{ name = "c" }', needs="", manifest="")
    beside = files({"uv.lock": lock, "pyproject.toml": '[project]\nname = "app"\ndependencies = ["c"]\n'})
    assert ["c: the project requests this package, but the lock has no matching entry"] == told(
        "uv.lock", beside
    )


def without_each_entry(text: str) -> Iterator[tuple[str, str]]:
    """The name of each entry of a lock in TOML, and the lock without it."""
    head, *entries = re.split(r"(?m)^(?=\[\[package\]\]$)", text)
    found = re.search(r"(?m)^\[(?:extras|metadata)\b", entries[-1])
    tail = entries[-1][found.start() :] if found else ""
    entries[-1] = entries[-1].removesuffix(tail)
    for number, entry in enumerate(entries):
        named = re.search(r'name = "(.+)"', entry)
        assert named
        yield named[1], "".join((head, *entries[:number], *entries[number + 1 :], tail))


REAL = {
    **{
        f"{tool} {name}": (SAMPLES / tool / name).read_bytes()
        for tool, name in (("uv", "uv.lock"), ("pdm", "pdm.lock"), ("poetry", "poetry.lock"))
    },
    **{
        name: sample(name)
        for name in (
            "uv.lock",
            "pdm-4.1.lock",
            "pdm-4.5.lock",
            "poetry-1.1.lock",
            "poetry-2.0.lock",
            "poetry-2.1.lock",
        )
    },
}


@pytest.mark.parametrize("name", REAL)
def test_each_entry_of_a_real_lock_that_another_one_asks_for_is_missed(name: str) -> None:
    filename = f"{re.findall('uv|pdm|poetry', name)[-1]}.lock"
    whole = lock_of(filename, Files({filename: REAL[name]}))
    asked = {one.package.name for one in whole.packages if set(one.parents) - {ROOT}}
    silent = []
    for entry, text in without_each_entry(REAL[name].decode()):
        if entry in asked and set(told(filename, files({filename: text}))) <= set(
            told(filename, Files({filename: REAL[name]}))
        ):
            silent.append(entry)
    assert SILENT.get(name, []) == silent


_SOCKS = "pysocks"
"""For the extra of requests that the project alone asks for, which stands in its manifest."""
SILENT: dict[str, list[str]] = {
    # The one that asks for it does so for Pythons that the project does not allow.
    "pdm pdm.lock": ["importlib-metadata"] * 2,
    "poetry poetry.lock": [_SOCKS],
    # Before 2.1 entries have no markers: either version may be for every platform.
    "poetry-1.1.lock": [_SOCKS, "zipp", "zipp"],
    "poetry-2.0.lock": [_SOCKS, "zipp", "zipp"],
    "poetry-2.1.lock": [_SOCKS],
}
"""What is not missed without a manifest."""


FORKS = """[[package]]
name = "a"
version = "1.0"
optional = false
python-versions = "*"

[package.dependencies]
b = ">=1"

[[package]]
name = "b"
version = "1.5"
optional = false
python-versions = "*"
markers = "python_version < '3.12'"

[[package]]
name = "b"
version = "2.0"
optional = false
python-versions = "*"
markers = "python_version >= '3.12'"

[metadata]
lock-version = "2.1"
python-versions = ">=3.10"
content-hash = "0"
"""


def test_versions_for_some_platforms_answer_on_all_of_them_together() -> None:
    assert [] == told("poetry.lock", files({"poetry.lock": FORKS}))
    without = [text for name, text in without_each_entry(FORKS) if name == "b"]
    found = [told("poetry.lock", files({"poetry.lock": text})) for text in without]
    assert [1, 1] == [len(lines) for lines in found]
    assert all(lines[0].startswith("b >=1 on Python ") for lines in found)


def test_forks_of_a_lock_of_pdm_answer_together() -> None:
    body = """
[[package]]
name = "a"
version = "1.0"
dependencies = ["b>=1; sys_platform == 'linux'"]

[[package]]
name = "b"
version = "1.5"
marker = "python_version < '3.12'"
"""
    lock = f'[metadata]\nlock_version = "4.5.0"\n{TARGETS}\n{body}'
    [found] = told("pdm.lock", files({"pdm.lock": lock}))
    assert found.startswith("b >=1 on Python ")
    assert found.endswith(", linux: a==1.0 requests this package, but the lock has no matching entry")
    assert [] == told("pdm.lock", files({"pdm.lock": lock.replace(">=3.10", "<3.12,>=3.10")}))
