import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import Hook
from pratique.ecosystems.pypi.sdist.build import Project, build_hooks, read_project
from tests.ecosystems.trees import tree

SETUP = Hook("setup.py", "setup.py", implicit=True)


def hooks(project: str | None, *paths: str) -> list[Hook]:
    known = tree({**dict.fromkeys(paths, ""), **({} if project is None else {"pyproject.toml": project})})
    return list(build_hooks(known, read_project(known)))


def backend(name: str, more: str = "") -> str:
    return f'[build-system]\nrequires = []\nbuild-backend = "{name}"\n{more}\n'


def script(path: str) -> Hook:
    return Hook("build-script", path, implicit=True)


@pytest.mark.parametrize(
    ("project", "runs"),
    [
        (None, True),
        ("", True),
        ("[build-system]\nrequires = ['setuptools']\n", True),
        (backend("setuptools.build_meta"), True),
        (backend("setuptools.build_meta:__legacy__"), True),
        (backend("scikit_build_core.setuptools.build_meta"), True),
        (backend("unheard_of.api"), True),
        (backend("hatchlingx.build"), True),
        (backend("hatchling.build"), False),
        (backend("flit_core.buildapi"), False),
        (backend("poetry.core.masonry.api"), False),
        (backend("maturin"), False),
        ("not = [toml", True),
    ],
)
def test_setup_runs_unless_the_backend_is_known_not_to_run_it(project: str | None, runs: bool) -> None:
    assert ([SETUP] if runs else []) == hooks(project, "setup.py")


def test_without_a_setup_file_nothing_of_it_runs() -> None:
    assert hooks(backend("setuptools.build_meta")) == []


def test_a_backend_in_the_tree_runs_with_the_packages_above_it_and_may_run_setup() -> None:
    project = backend("own.build:backend", 'backend-path = ["./tools", 7, "../out"]')
    assert hooks(project, "tools/own/__init__.py", "tools/own/build.py", "setup.py", "own/build.py") == [
        Hook("build-backend", "tools/own/__init__.py", implicit=True),
        Hook("build-backend", "tools/own/build.py", implicit=True),
        SETUP,
    ]


def test_a_known_backend_with_a_path_is_one_in_the_tree() -> None:
    project = backend("flit_core.buildapi", 'backend-path = ["."]')
    assert Hook("build-backend", "flit_core/buildapi.py", implicit=True) in hooks(
        project, "flit_core/buildapi.py"
    )


@pytest.mark.parametrize(
    ("project", "path"),
    [
        (backend("hatchling.build"), "hatch_build.py"),
        (backend("hatchling.build", '[tool.hatch.build.hooks.custom]\npath = "x/own.py"'), "x/own.py"),
        (
            backend("hatchling.build", '[tool.hatch.build.targets.wheel.hooks.custom]\npath = "own.py"'),
            "own.py",
        ),
        (backend("hatchling.build", '[tool.hatch.metadata.hooks.custom]\npath = "./own.py"'), "own.py"),
        (backend("pdm.backend"), "pdm_build.py"),
        (backend("poetry.core.masonry.api", '[tool.poetry]\nbuild = "build.py"'), "build.py"),
        (backend("poetry.core.masonry.api", '[tool.poetry.build]\nscript = "build.py"'), "build.py"),
    ],
)
def test_build_scripts_of_other_backends_run(project: str, path: str) -> None:
    assert [script(path)] == hooks(project, path)


def test_a_build_script_of_another_tool_does_not_run() -> None:
    assert hooks(backend("flit_core.buildapi"), "hatch_build.py", "pdm_build.py") == []
    assert hooks(None, "hatch_build.py") == []


def test_what_the_build_asks_for_by_an_address_is_installed_first() -> None:
    wanted = '["setuptools>=61", "helper @ https://far.invalid/h-1.tar.gz", "more[a,b]@git+https://far.invalid/m ; os_name == \\"nt\\"", 3]'
    known = tree(
        {"pyproject.toml": f"[build-system]\nrequires = {wanted}\nbuild-backend = 'hatchling.build'\n"}
    )
    found = list(build_hooks(known, read_project(known)))
    command = "pip install helper@https://far.invalid/h-1.tar.gz more[a,b]@git+https://far.invalid/m"
    assert [Hook("build-requires", command)] == found


def test_names_of_the_registry_are_asked_for_in_silence() -> None:
    known = tree({"pyproject.toml": "[build-system]\nrequires = ['setuptools', 'a @ file.tar.gz']\n"})
    assert () == read_project(known).requires


def test_the_project_is_read() -> None:
    known = tree(
        {"pyproject.toml": '[project]\r\nname = "kite"\r\n' + backend("a.b", 'backend-path = ["x"]')}
    )
    expected = Project(backend="a.b", backend_path=("x",), import_roots=("x",), name="kite", needs=())
    assert expected == read_project(known)


@pytest.mark.parametrize(
    ("backend_name", "runs"),
    [
        ("setuptools.build_meta", True),
        ("own", True),
        ("hatchling.build", False),
        ("flit_core.buildapi", False),
    ],
)
def test_setuptools_loads_the_classes_of_its_commands(backend_name: str, *, runs: bool) -> None:
    text = backend(backend_name) + '[tool.setuptools.cmdclass]\nbuild_py = "tools.build.B"\n'
    known = tree({"pyproject.toml": text, "tools/build.py": ""})
    expected = [Hook("build-script", "tools/build.py", implicit=True)] if runs else []
    assert expected == list(build_hooks(known, read_project(known)))


def test_settings_alone_build_nothing() -> None:
    known = tree({"setup.cfg": "[options]\ncmdclass =\n    install = tools.build.B\n", "tools/build.py": ""})
    assert [] == list(build_hooks(known, read_project(known)))
    known = tree({"setup.py": "", "setup.cfg": known.by_path["setup.cfg"].data, "tools/build.py": ""})
    assert ["setup.py", "tools/build.py"] == [
        hook.command for hook in build_hooks(known, read_project(known))
    ]


@pytest.mark.parametrize(
    "data",
    [b"a = ", b"\xff\xfe", b"[" * 100_000, b"a = " + b"[" * 100_000, b"a." * 1000 + b"b = 1", b"#" * 300_000],
)
def test_a_project_that_cannot_be_read_is_a_problem(data: bytes) -> None:
    assert read_project(tree({"pyproject.toml": data})).problem


@pytest.mark.parametrize("key", ["a.", '"=" . ', '"\\"=".', "'='."])
def test_keys_of_many_parts_are_refused_before_they_cost_time(key: str) -> None:
    source = key * (200_000 // len(key)) + "b = 1"
    assert read_project(tree({"pyproject.toml": source})).problem


def test_long_lists_and_comments_are_no_long_keys() -> None:
    source = (
        "# "
        + "." * 500
        + "\nrequires = ["
        + ", ".join(f'"a{number}>=1.2.3"' for number in range(200))
        + "]\n"
    )
    assert read_project(tree({"pyproject.toml": source})).problem is None


tables = st.sampled_from(
    ["build-system", "tool.hatch", "tool.hatch.build.hooks.custom", "tool.poetry", "tool", "project"]
)
pairs = st.sampled_from(
    [
        'build-backend = "hatchling.build"',
        "build-backend = 3",
        "backend-path = 'x'",
        "build = []",
        "path = 3",
        "hooks = 1",
    ]
)


@pytest.mark.fuzz
@given(st.dictionaries(tables, pairs, max_size=4), st.binary(max_size=40))
def test_any_project_is_read_or_a_problem(content: dict[str, str], tail: bytes) -> None:
    source = "".join(f"[{name}]\n{pair}\n" for name, pair in content.items()).encode()
    for data in (source, source + tail, tail):
        known = tree({"pyproject.toml": data, "setup.py": ""})
        assert all(hook.implicit for hook in build_hooks(known, read_project(known)))
