"""pyproject.toml and Pipfile against locks of uv, Poetry, PDM and Pipenv."""

import json

import pytest

from tests.intake.agreement.files import Files, files, told

REGISTRY = 'source = { registry = "https://registry.example/simple" }'


def uv(pyproject: str, *, members: str = "", **more: str) -> Files:
    lock = f"""version = 1
requires-python = ">=3.11"
{members}
[[package]]
name = "app"
source = {{ virtual = "." }}

[[package]]
name = "a"
version = "1.5"
{REGISTRY}

[[package]]
name = "g"
version = "1.0"
source = {{ git = "https://host.example/g.git#0" }}

[[package]]
name = "part"
version = "1.0"
source = {{ editable = "part" }}
"""
    return files({"uv.lock": lock, "pyproject.toml": pyproject, **more})


def test_a_uv_lock_that_holds_what_is_asked_for_agrees() -> None:
    pyproject = '[project]\nname = "app"\ndependencies = ["A>=1,<2", "g", "app[x]"]\n[tool.uv.sources]\ng = {git = "x"}\n'
    assert [] == told("uv.lock", uv(pyproject))


def test_what_a_uv_lock_does_not_hold_is_told() -> None:
    pyproject = """
[project]
dependencies = ["a>=2", "b", "c; sys_platform == 'win32'"]
[project.optional-dependencies]
x = ["d==1"]
[dependency-groups]
dev = ["e"]
[tool.uv.sources]
a = { index = "private" }
"""
    assert [
        "a: pyproject.toml requests >=2, but the lock contains 1.5",
        "b: pyproject.toml requests any version, but the lock has no matching entry",
        "d: pyproject.toml requests ==1, but the lock has no matching entry",
        "e: pyproject.toml requests any version, but the lock has no matching entry",
        "c: pyproject.toml requests any version, but the lock has no matching entry",
    ] == told("uv.lock", uv(pyproject))


@pytest.mark.parametrize(
    ("request_text", "problem"),
    [
        (
            "c; sys_platform == 'win32'",
            "c: pyproject.toml requests any version, but the lock has no matching entry",
        ),
        ("a>=2; python_version < '3.13'", "a: pyproject.toml requests >=2, but the lock contains 1.5"),
        ("a<2; python_version < '3.13'", None),
        ("c; python_version < '3.9'", None),
        ("c; extra == 'x'", None),
        ("c; nonsense", None),
    ],
)
def test_a_request_with_a_condition_counts_where_it_may_hold(request_text: str, problem: str | None) -> None:
    beside = uv(f'[project]\ndependencies = ["a>=1", "{request_text}"]\n')
    assert ([problem] if problem else []) == told("uv.lock", beside)


def test_a_condition_on_the_platform_does_not_count_in_a_lock_for_one() -> None:
    lock = '[metadata]\nlock_version = "4.5.0"\ngroups = ["default"]\n'
    manifest = "[project]\ndependencies = [\"c; sys_platform == 'win32'\"]\n"
    assert [] == told("pdm.lock", files({"pdm.lock": lock, "pyproject.toml": manifest}))
    supported = "version = 1\nrequires-python = '>=3.11'\nsupported-markers = [\"sys_platform == 'linux'\"]\n"
    assert [] == told("uv.lock", files({"uv.lock": supported, "pyproject.toml": manifest}))


MEMBERS = '[manifest]\nmembers = ["app", "part"]\n'
DYNAMIC = """
[project]
name = "app"
dynamic = ["dependencies", "optional-dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["asked.txt"]}
optional-dependencies.x = {file = "more/x.txt"}
"""


def test_requests_that_setuptools_reads_from_other_files_are_compared() -> None:
    beside = {"asked.txt": "a>=1 # comment\n\n", "more/x.txt": "g\nb>1\n"}
    sources = '[tool.uv.sources]\ng = {git = "x"}\n'
    assert ["b: more/x.txt requests >1, but the lock has no matching entry"] == told(
        "uv.lock", uv(DYNAMIC + sources, **beside)
    )
    beside["more/x.txt"] = "g\n"
    assert [] == told("uv.lock", uv(DYNAMIC + sources, **beside))
    assert [] == told("uv.lock", uv(DYNAMIC))


def test_requests_in_other_files_count_for_members_and_for_pdm() -> None:
    member = {"part/pyproject.toml": DYNAMIC, "part/asked.txt": "b\n"}
    assert ["b: part/asked.txt requests any version, but the lock has no matching entry"] == told(
        "uv.lock", uv("[project]\n", members=MEMBERS, **member)
    )
    lock = '[metadata]\nlock_version = "4.5.0"\ngroups = ["default"]\n'
    beside = files({"pdm.lock": lock, "pyproject.toml": DYNAMIC, "asked.txt": "b\n", "more/x.txt": "c\n"})
    assert ["b: asked.txt requests any version, but the lock has no matching entry"] == told(
        "pdm.lock", beside
    )


def test_a_uv_lock_without_the_project_itself_is_told() -> None:
    beside = files({"uv.lock": "version = 1\n", "pyproject.toml": '[project]\nname = "My.App"\n'})
    assert ["my-app: pyproject.toml defines this project, but the lock has no entry for it"] == told(
        "uv.lock", beside
    )
    assert [] == told("uv.lock", files({"uv.lock": "version = 1\n", "pyproject.toml": "[tool.uv]\n"}))


def test_the_overrides_of_the_root_count_for_the_whole_workspace() -> None:
    root = '[tool.uv]\noverride-dependencies = ["a==1.5", "b"]\n'
    part = '[project]\ndependencies = ["a>=2", "b", "z"]\n[tool.uv]\noverride-dependencies = ["z", "a==9"]\n'
    beside = uv(root, members='[manifest]\nmembers = ["app", "part"]\n', **{"part/pyproject.toml": part})
    assert ["z: part/pyproject.toml requests any version, but the lock has no matching entry"] == told(
        "uv.lock", beside
    )


@pytest.mark.parametrize("key", ["override-dependencies", "constraint-dependencies"])
def test_a_range_for_all_that_nothing_in_the_lock_meets_is_told(key: str) -> None:
    assert ["a: the project overrides the package with ==9, but the lock contains 1.5"] == told(
        "uv.lock", uv(f'[tool.uv]\n{key} = ["a==9", "not-in-the-lock==1"]\n')
    )


POETRY = """[[package]]
name = "a"
version = "1.5"
optional = false
python-versions = "*"
files = []
{more}
[metadata]
lock-version = "{version}"
python-versions = "*"
content-hash = "0"
"""


def poetry(pyproject: str, *, version: str = "2.1", more: str = "") -> Files:
    lock = POETRY.format(version=version, more=more)
    return files({"poetry.lock": lock, "pyproject.toml": pyproject})


def test_poetrys_own_ranges_are_read() -> None:
    pyproject = '[tool.poetry.dependencies]\npython = "^3.9"\na = "{}"\n'
    assert [] == told("poetry.lock", poetry(pyproject.format("^1.2")))
    assert ["a: pyproject.toml requests ~1.4, but the lock contains 1.5"] == told(
        "poetry.lock", poetry(pyproject.format("~1.4"))
    )


def test_a_content_hash_alone_is_no_disagreement() -> None:
    assert [] == told("poetry.lock", poetry('[tool.poetry]\nname = "x"\n'))


def test_poetry_1_did_not_read_the_standard_table() -> None:
    pyproject = '[project]\ndependencies = ["b"]\n'
    assert [] == told("poetry.lock", poetry(pyproject, version="2.0"))
    assert 1 == len(told("poetry.lock", poetry(pyproject, version="2.1")))


def test_a_dependency_group_that_the_lock_does_not_know_may_not_be_poetrys() -> None:
    pyproject = '[dependency-groups]\ndev = ["b"]\n'
    assert [] == told("poetry.lock", poetry(pyproject))
    assert ["b: pyproject.toml requests any version, but the lock has no matching entry"] == told(
        "poetry.lock", poetry(pyproject, more='groups = ["dev"]')
    )


def pdm(pyproject: str, groups: str) -> Files:
    lock = f"""[metadata]
groups = ["default", "dev"]
lock_version = "4.5.0"
strategy = ["inherit_metadata"]

[[package]]
name = "a"
version = "1.5"
groups = [{groups}]
"""
    return files({"pdm.lock": lock, "pyproject.toml": pyproject})


def test_pdm_locks_the_groups_that_its_lock_names() -> None:
    pyproject = (
        '[project]\ndependencies = ["a>=2"]\n[tool.pdm.dev-dependencies]\ndev = ["b"]\nother = ["c"]\n'
        '[tool.pdm.resolution.overrides]\nd = "1"\n'
    )
    assert [
        "a: pyproject.toml requests >=2, but the lock contains 1.5",
        "b: pyproject.toml requests any version, but the lock has no matching entry",
    ] == told("pdm.lock", pdm(pyproject, '"dev"'))
    assert ["a: pyproject.toml requests >=2, but the lock contains 1.5"] == told(
        "pdm.lock", pdm(pyproject, '"default"')
    )


PIPFILE = """[[source]]
url = "https://registry.example/simple"
verify_ssl = true
name = "main"

[packages]
a = "{}"
"""


def pipenv(pipfile: str) -> Files:
    lock = {
        "_meta": {"hash": {"sha256": "0" * 64}, "pipfile-spec": 6, "requires": {}, "sources": []},
        "default": {"a": {"version": "==1.5", "hashes": []}},
        "develop": {},
    }
    return files({"Pipfile.lock": json.dumps(lock), "Pipfile": pipfile})


def test_a_pipfile_lock_that_holds_what_is_asked_for_agrees() -> None:
    assert [] == told("Pipfile.lock", pipenv(PIPFILE.format("*")))


def test_what_a_pipfile_lock_does_not_hold_is_told_by_name() -> None:
    pipfile = PIPFILE.format("==2.0") + 'b = "*"\nc = {version = "*", sys_platform = "== \'win32\'"}\n'
    assert [
        "a: Pipfile requests ==2.0, but the lock contains 1.5",
        "b: Pipfile requests *, but the lock has no matching entry",
    ] == told("Pipfile.lock", pipenv(pipfile))


def test_the_hash_of_another_pipfile_is_no_disagreement_by_itself() -> None:
    assert [] == told("Pipfile.lock", pipenv(PIPFILE.format(">=1")))


@pytest.mark.parametrize(
    ("lock", "manifest"),
    [("uv.lock", "pyproject.toml"), ("poetry.lock", "pyproject.toml"), ("Pipfile.lock", "Pipfile")],
)
def test_a_broken_manifest_is_told_and_an_absent_one_is_not(lock: str, manifest: str) -> None:
    held = {"uv.lock": uv(""), "poetry.lock": poetry(""), "Pipfile.lock": pipenv("")}[lock].held
    [found] = told(lock, Files({**held, manifest: b"["}))
    assert found.startswith(f"{manifest}: the lock cannot be compared with this file: {manifest} is not TOML")
    assert [] == told(lock, Files({lock: held[lock]}))
