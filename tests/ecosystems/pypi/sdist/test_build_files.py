"""Files that a build runs because its configuration names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.pypi.sdist.build_files import named_files, search_paths, setuptools_files
from tests.ecosystems.trees import tree

RUNS = "import os\nv = str(1)\n"


def of_setuptools(files: dict[str, bytes | str], **own: object) -> list[str]:
    return list(setuptools_files(tree(files), {"setuptools": own}))


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("v = str(1)\n", True),
        ("from other import v\n", True),
        ("if True:\n    v = '1'\n", True),
        ("v = os.sep\nv = '1'\n", True),
        ("v = (\n", True),
        ("v = '1'\n", False),
        ("v: str = '1'\n", False),
        ("a = v = (1, 2)\n", False),
        ("v = '1'\nv = f()\n", False),
    ],
)
def test_the_module_of_a_version_is_run_when_it_is_no_literal(source: str, *, runs: bool) -> None:
    found = of_setuptools({"kite/about.py": source}, dynamic={"version": {"attr": "kite.about.v"}})
    assert (["kite/about.py"] if runs else []) == found


@pytest.mark.parametrize(
    "settings",
    [
        "[metadata]\nversion = attr: kite.v\n",
        "[metadata]\nversion=attr:kite.v\n",
        "[options]\ncmdclass =\n    build_py = kite.B\n",
        "[options]\ncmdclass:\n    build_py = kite.B\n",
        "[options]\ncmdclass = build_py = kite.B, install = other.C\n",
        "[options]\npackage_dir =\n    = lib\ncmdclass =\n    build_py = kite.B\n",
    ],
)
def test_settings_name_modules(settings: str) -> None:
    path = "lib/kite.py" if "lib" in settings else "kite/__init__.py"
    assert [path] == of_setuptools({"setup.cfg": settings, path: RUNS})


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "[metadata]\nversion = 1.0\n",
        "[metadata]\nversion = file: kite/v.txt\n",
        "cmdclass = a.B",
        b"\xff[",
    ],
)
def test_settings_without_any_name_none(settings: bytes | str) -> None:
    assert [] == of_setuptools({"setup.cfg": settings, "kite/__init__.py": RUNS})


def test_classes_of_commands_are_loaded_from_where_packages_lie() -> None:
    own = {"cmdclass": {"build_py": "kite.build.B"}, "package-dir": {"kite": "code"}}
    assert ["code/build.py"] == of_setuptools({"code/build.py": "", "kite/build.py": ""}, **own)
    assert ["src/kite.py"] == of_setuptools({"src/kite.py": ""}, cmdclass={"build_py": "kite.B"})
    assert [] == of_setuptools(
        {"kite.py": ""}, cmdclass={"build_py": 1, "x": "other.B"}, dynamic={"version": 3}
    )


def test_backends_run_what_their_tables_name() -> None:
    files = tree(
        dict.fromkeys(("a.py", "b.txt", "c.py", "d/__init__.py", "d/e.py", "f.py", "hatch_build.py"), "")
    )
    tools = {
        "hatch": {
            "version": {"source": "code", "path": "a.py"},
            "build": {"targets": {"custom": {"path": "f.py"}}},
        },
        "pdm": {"build": {"custom-hook": "c.py"}, "version": {"source": "call", "getter": "d.e:get()"}},
        "poetry": {"build": "./b.txt"},
    }
    assert [
        *(("hatchling", path) for path in ("hatch_build.py", "f.py", "a.py")),
        *(("pdm", path) for path in ("c.py", "d/__init__.py", "d/e.py")),
        ("poetry", "b.txt"),
    ] == list(named_files(files, tools))


def test_what_is_only_read_is_not_run() -> None:
    files = tree({"a.py": "", "d.py": ""})
    tools = {
        "hatch": {"version": {"path": "a.py"}},
        "pdm": {"version": {"source": "file", "getter": "d:get"}},
    }
    assert [] == list(named_files(files, tools))


def test_hatch_has_a_file_of_its_own_that_goes_before() -> None:
    files = {"hatch.toml": '[build.hooks.custom]\npath = "kx.txt"\n', "kx.txt": "", "old.py": ""}
    tools = {"hatch": {"build": {"hooks": {"custom": {"path": "old.py"}}}}}
    assert [("hatchling", "kx.txt")] == list(named_files(tree(files), tools))
    assert [("hatchling", "old.py")] == list(named_files(tree({**files, "hatch.toml": "["}), tools))


def test_the_code_of_a_version_may_look_elsewhere() -> None:
    assert ["tests"] == list(search_paths({"hatch": {"version": {"search-paths": ["tests", 1]}}}))
    assert [] == list(search_paths({"hatch": {"version": {"search-paths": "tests"}}}))


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_any_configuration_is_read(data: bytes, classes: dict[str, str]) -> None:
    files: dict[str, bytes | str] = {"setup.cfg": b"[options]\n" + data, "hatch.toml": data, "a.py": data}
    own = {"cmdclass": classes, "dynamic": {"version": {"attr": "a.b"}}}
    assert {"a.py"} >= set(of_setuptools(files, **own))
    assert {"a.py"} >= {path for _, path in named_files(tree(files), {})}


@pytest.mark.parametrize(
    ("tools", "found"),
    [
        ({"pdm": {"build": {"run-setuptools": True}}}, [("pdm", "setup.py")]),
        ({"pdm": {"build": {"run-setuptools": False}}}, []),
        (
            {"scikit-build": {"metadata": {"version": {"provider": "own", "provider-path": "tests"}}}},
            [("scikit_build", "tests/own.py")],
        ),
        ({"scikit-build": {"metadata": {"version": {"provider": "own"}}}}, []),
    ],
)
def test_setup_and_givers_of_metadata_that_other_backends_run(
    tools: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert found == list(named_files(tree({"setup.py": "", "tests/own.py": ""}), tools))
