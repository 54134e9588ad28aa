import inspect
import site
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import Hook
from pratique.ecosystems.pypi.run_on_import import (
    build_plugins,
    data_folders,
    declarations,
    other_plugins,
    path_roots,
    sdist_entries,
    startup_hooks,
    wheel_entries,
)
from tests.ecosystems.trees import tree


def files(*paths: str) -> dict[str, bytes | str]:
    return dict.fromkeys(paths, "")


def test_top_packages_and_modules_of_a_wheel_are_entries() -> None:
    found = wheel_entries(
        tree(
            files(
                *(
                    "kite/__init__.py",
                    "kite/core.py",
                    "kite/sub/__init__.py",
                    "single.py",
                    "_fast.cp311-win_amd64.pyd",
                ),
                *("kite-1.0.dist-info/x.py", "kite-1.0.data/purelib/late.py", "kite-1.0.data/scripts/run.py"),
                *("data.txt", "kite-1.0.data/platlib/pkg/__init__.cpython-311-x86_64-linux-gnu.so"),
            )
        )
    )
    assert set(found) == {
        *("kite/__init__.py", "single.py", "_fast.cp311-win_amd64.pyd", "kite-1.0.data/purelib/late.py"),
        "kite-1.0.data/platlib/pkg/__init__.cpython-311-x86_64-linux-gnu.so",
    }


def test_namespace_packages_are_looked_into() -> None:
    found = wheel_entries(
        tree(files("ns/a/__init__.py", "ns/a/b.py", "ns/c.py", "ns/d/e/__init__.py", "ns/x.pyc"))
    )
    assert set(found) == {"ns/a/__init__.py", "ns/c.py", "ns/d/e/__init__.py", "ns/x.pyc"}


def test_an_init_file_at_the_root_hides_nothing() -> None:
    found = wheel_entries(tree(files("__init__.py", "kite/__init__.py", "single.py")))
    assert set(found) == {"__init__.py", "kite/__init__.py", "single.py"}


def test_entries_of_a_source_distribution_are_its_packages() -> None:
    found = sdist_entries(
        tree(
            files(
                *(
                    "setup.py",
                    "conftest.py",
                    "single.py",
                    "kite/__init__.py",
                    "kite/core.py",
                    "tests/__init__.py",
                ),
                *(
                    "docs/conf.py",
                    "src/other/__init__.py",
                    "src/lone.py",
                    "examples/x/__init__.py",
                    "extra/tool.py",
                ),
            )
        )
    )
    assert set(found) == {"single.py", "kite/__init__.py", "src/other/__init__.py", "src/lone.py"}


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("kite.pth", True),
        ("kite-1.0.data/purelib/kite.pth", True),
        ("kite-1.0.data/platlib/kite.pth", True),
        ("kite-1.0.data/data/lib/python3.11/site-packages/kite.pth", True),
        ("kite-1.0.data/data/kite.pth", True),
        ("kite/kite.pth", False),
        ("kite-1.0.data/purelib/kite/kite.pth", False),
        ("kite-1.0.data/scripts/kite.pth", False),
        ("kite.pth.txt", False),
    ],
)
def test_path_files_run_where_they_come_into_site_packages(path: str, runs: bool) -> None:
    expected = [Hook("pth", path, implicit=True)] if runs else []
    assert expected == list(startup_hooks(tree({path: "/some/path\nimport os\n"})))


@pytest.mark.parametrize(
    ("data", "runs"),
    [
        (b"import os", True),
        (b"\xef\xbb\xbfimport os", True),
        (b"# x\r\nimport\tos", True),
        (b"\n\n\nimport os;exec('')", True),
        (b" import os", False),
        (b"importlib", False),
        (b"./vendored\n", False),
        (b"", False),
    ],
)
def test_a_path_file_runs_lines_that_start_with_import(data: bytes, runs: bool) -> None:
    assert runs is bool(list(startup_hooks(tree({"kite.pth": data}))))


def test_customising_modules_run_at_every_start() -> None:
    found = list(
        startup_hooks(
            tree(files("sitecustomize.py", "a-1.data/purelib/usercustomize.pyc", "kite/sitecustomize.py"))
        )
    )
    assert found == [
        Hook("sitecustomize", "sitecustomize.py", implicit=True),
        Hook("usercustomize", "a-1.data/purelib/usercustomize.pyc", implicit=True),
    ]


def test_data_folders_are_found_by_scheme() -> None:
    found = tree(files("a-1.data/scripts/x", "a-1.data/data/y", "a.data", "b/scripts/z"))
    assert data_folders(found, "scripts") == ("a-1.data/scripts",)
    assert data_folders(found, "scripts", "data") == ("a-1.data/scripts", "a-1.data/data")


segments = st.sampled_from(
    ["kite", "src", "tests", "a-1.data", "purelib", "x.dist-info", "__init__.py", "m.py", "b.pth", ""]
)
paths = st.lists(segments, min_size=1, max_size=5).map("/".join)


@pytest.mark.fuzz
@given(st.dictionaries(paths, st.sampled_from([b"", b"import os", b"\xff"]), max_size=8))
def test_any_tree_has_entries_that_it_holds(content: dict[str, bytes]) -> None:
    known = tree(content)
    assert {*wheel_entries(known), *sdist_entries(known)} <= set(content)
    assert {hook.command for hook in startup_hooks(known)} <= set(content)


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("e/entry_points.txt", "[distutils.commands]\nfly = kite.fly:Fly\n", ("kite/fly.py",)),
        ("e/entry_points.txt", "[ setuptools.installation ]\n# no\neggsecutable=kite:main\n", ("kite/__init__.py",)),
        ("e/entry_points.txt", "[console_scripts]\nfly = kite.fly:main\n", ()),
        ("e/entry_points.txt", "[egg_info.writers]\n\n[console_scripts]\nfly = kite.fly:main\n", ()),
        ("setup.py", "setup(entry_points={'setuptools.installation': ['eggsecutable = kite.fly:rn']})", ("kite/fly.py",)),
        ("setup.py", 'setup(entry_points={"distutils.commands": ["a = kite:A"], "x": ["b = kite.fly:B"]})', ("kite/__init__.py",)),
        ("setup.py", "setup(entry_points={'console_scripts': ['fly = kite.fly:main']})", ()),
        ("none.txt", "", ()),
    ],
)  # fmt: skip
def test_what_is_offered_to_later_builds_is_found(path: str, text: str, found: tuple[str, ...]) -> None:
    files = {"kite/__init__.py": "", "kite/fly.py": "", **({path: text} if text else {})}
    assert found == build_plugins(tree(files), path)


@given(st.text(max_size=200), st.sampled_from(["setup.py", "entry_points.txt"]))
def test_any_declaration_is_read(text: str, path: str) -> None:
    found = build_plugins(tree({path: "['distutils.commands': [" + text, "a.py": ""}), path)
    assert set(found) <= {"a.py", path}


PATHS = [
    (b"kite/deep\n", ("kite/deep",)),
    (b"./kite/deep  \nkite\n", ("kite/deep", "kite")),
    (b"\xef\xbb\xbfkite\n", ("kite",)),
    (b"data.bin\n", ("data.bin",)),
    (b"# kite\nimport kite\n\n   \n", ()),
    (b"/kite\n../kite\nother\n.\n", ()),
]


@pytest.mark.parametrize(("lines", "found"), PATHS)
def test_lines_of_a_path_file_name_folders_and_archives(lines: bytes, found: tuple[str, ...]) -> None:
    content = {"a.pth": lines, "kite/deep/x.py": b"", "data.bin": b"", "kite/b.pth": b"kite\n"}
    assert found == path_roots(tree(content))


@pytest.mark.parametrize(("lines", "found"), PATHS[:5])
def test_python_takes_them_for_the_same(tmp_path: Path, lines: bytes, found: tuple[str, ...]) -> None:
    (tmp_path / "kite" / "deep").mkdir(parents=True)
    (tmp_path / "data.bin").write_bytes(b"")
    (tmp_path / "kite" / "__init__.py").write_bytes(b"")
    (tmp_path / "a.pth").write_bytes(lines)
    code = f"import site, sys\nold = list(sys.path)\nsite.addsitedir({str(tmp_path)!r})\nprint(*[p for p in sys.path if p not in old], sep='\\n')"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    named = {Path(line).relative_to(tmp_path).as_posix() for line in done.stdout.split()}
    # An older Python takes a byte order mark for a part of the path; what a later one would look into counts.
    marked = lines.startswith(b"\xef") and "utf-8-sig" not in inspect.getsource(site)
    assert named - {"."} == (set() if marked else {*found})


@pytest.mark.parametrize("path", ["kite/deep/sitecustomize.py", "kite/deep/usercustomize/__init__.py"])
def test_customising_modules_are_found_where_a_path_file_leads(path: str) -> None:
    content = {"a.pth": b"kite/deep\n", path: b"", "kite/sitecustomize.py": b"", "kite/deep/other.py": b""}
    name = "usercustomize" if "user" in path else "sitecustomize"
    assert [Hook(name, path, implicit=True)] == list(startup_hooks(tree(content)))
    other = startup_hooks(tree({**content, "a.pth": b"kite\n"}))
    assert [Hook("sitecustomize", "kite/sitecustomize.py", implicit=True)] == list(other)


def test_every_distribution_that_an_artifact_says_to_be_offers_plugins() -> None:
    names = ("a-1.dist-info", "b.egg-info", "kite/c.egg-info", "a-1.data/purelib/d-1.dist-info")
    known = tree({f"{name}/entry_points.txt": "" for name in names})

    assert {
        "a-1.dist-info/entry_points.txt",
        "b.egg-info/entry_points.txt",
        "a-1.data/purelib/d-1.dist-info/entry_points.txt",
    } == set(declarations(known, wheel=True))


def test_brackets_of_a_group_may_be_several() -> None:
    known = tree({"e.txt": "[[distutils.commands]]\nk = kite.k:f\n", "kite/k.py": ""})

    assert ("kite/k.py",) == build_plugins(known, "e.txt")


def test_what_is_offered_to_other_programs_is_told_apart() -> None:
    text = "[pytest11]\nk = kite.k\n[console_scripts]\nx = kite.x:main\n[distutils.commands]\ny = kite.y:f\n"
    known = tree({"e.txt": text, "kite/k.py": "", "kite/x.py": "", "kite/y.py": ""})

    assert ("kite/k.py",) == other_plugins(known, "e.txt")


def test_settings_of_notebooks_that_are_code_run_at_each_start() -> None:
    path = "a-1.data/data/etc/ipython/ipython_config.py"

    assert (path,) == wheel_entries(tree({path: "", "a-1.data/data/etc/other/config.py": ""}))


def test_a_package_may_customise_every_start() -> None:
    known = tree({"sitecustomize/__init__.py": "", "kite/sitecustomize/__init__.py": ""})

    assert [Hook("sitecustomize", "sitecustomize/__init__.py", implicit=True)] == list(startup_hooks(known))
