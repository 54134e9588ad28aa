"""When each file of an artifact runs."""

from dataclasses import replace

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Command, FileFacts, Import, Language, Use
from pratique.analysis.languages import python
from pratique.analysis.reach import contexts, hook_commands, hook_files
from pratique.analysis.resolving import resolve_node
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import Hook
from pratique.core.tree import File, Tree


def tree(*paths: str) -> Tree:
    return Tree(tuple(File(path, path.encode()) for path in paths))


def asking(*modules: str, language: Language = Language.JAVASCRIPT) -> FileFacts:
    return FileFacts(language=language, imports=tuple(Import(module, 1, at_load=True) for module in modules))


def npm(manifest: Manifest, **files: FileFacts) -> dict[str, Context]:
    named = {path.replace("__", "/") + ".js": facts for path, facts in files.items()}
    return contexts(tree(*named, "package.json"), manifest, named, Ecosystem.NPM)


def test_what_a_hook_starts_and_asks_for_runs_at_install() -> None:
    manifest = Manifest(
        path="package.json", hooks=(Hook("postinstall", "node lib/setup.js"),), entries=("index.js",)
    )
    found = npm(
        manifest,
        index=asking("./lib/other"),
        lib__setup=asking("./deep"),
        lib__deep=asking(),
        lib__other=asking(),
    )
    assert {
        "lib/setup.js": Context.INSTALL,
        "lib/deep.js": Context.INSTALL,
        "index.js": Context.IMPORT,
        "lib/other.js": Context.IMPORT,
    } == found


def test_a_test_file_that_an_entry_asks_for_is_no_test() -> None:
    manifest = Manifest(path="package.json", entries=("index.js",))
    found = npm(manifest, index=asking("./test/data"), test__data=asking(), test__other=asking())
    assert (Context.IMPORT, Context.AUXILIARY) == (found["test/data.js"], found["test/other.js"])


UNKNOWN = FileFacts(language=Language.JAVASCRIPT, imports=(Import(None, 1, at_load=True),))


def test_no_name_of_a_folder_hides_a_file_from_code_that_asks_for_what_it_does_not_show() -> None:
    manifest = Manifest(path="package.json", entries=("index.js",))
    assert Context.AUXILIARY is npm(manifest, index=asking("./a"), test__x=asking())["test/x.js"]
    assert Context.CALLED is npm(manifest, index=UNKNOWN, test__x=asking())["test/x.js"]
    assert Context.IMPORT is npm(manifest, index=asking("./*"), test__x=asking())["test/x.js"]
    assert Context.AUXILIARY is npm(manifest, index=asking(), test__y=UNKNOWN, test__x=asking())["test/x.js"]


def test_npm_run_leads_to_the_script_it_names() -> None:
    manifest = Manifest(
        path="package.json",
        hooks=(Hook("postinstall", "npm run setup"),),
        scripts={"setup": "node tools/go.js", "loop": "npm run loop"},
    )
    assert ["tools/go.js"] == hook_files(tree("tools/go.js"), manifest, Ecosystem.NPM)


def test_scripts_that_start_each_other_end() -> None:
    manifest = Manifest(
        path="package.json",
        hooks=(Hook("install", "npm run a"),),
        scripts={"a": "npm run b", "b": "npm run a"},
    )
    assert 2 == len(list(hook_commands(manifest)))


def test_an_implicit_build_runs_binding_gyp() -> None:
    manifest = Manifest(path="package.json", hooks=(Hook("install", "node-gyp rebuild", implicit=True),))
    assert ["binding.gyp"] == hook_files(tree("binding.gyp"), manifest, Ecosystem.NPM)


def test_paths_that_leave_the_package_resolve_to_nothing() -> None:
    assert resolve_node(tree("a.js"), "lib", "../../a") is None
    assert "a.js" == resolve_node(tree("a.js"), "lib", "../a")
    assert "lib/index.js" == resolve_node(tree("lib/index.js"), "", "./lib")


def test_python_imports_reach_packages_and_their_parents() -> None:
    files = {
        "acme/__init__.py": asking("acme.core", language=Language.PYTHON),
        "acme/core.py": asking(".sub.leaf", language=Language.PYTHON),
        "acme/sub/__init__.py": asking(language=Language.PYTHON),
        "acme/sub/leaf.py": asking(language=Language.PYTHON),
        "acme/alone.py": asking(language=Language.PYTHON),
    }
    manifest = Manifest(path="METADATA", entries=("acme/__init__.py",))
    found = contexts(tree(*files), manifest, files, Ecosystem.PYPI)
    assert Context.IMPORT == found["acme/sub/leaf.py"] == found["acme/sub/__init__.py"]
    assert Context.CALLED == found["acme/alone.py"]


def test_files_that_ask_for_each_other_end() -> None:
    manifest = Manifest(path="package.json", entries=("a.js",))
    assert {"a.js": Context.IMPORT, "b.js": Context.IMPORT} == npm(manifest, a=asking("./b"), b=asking("./a"))


def test_what_ruby_asks_for_is_looked_for_where_entries_lie_and_beside_the_file() -> None:
    files = {
        "src/kite.rb": asking("kite/one", "./kite/two", "json", language=Language.RUBY),
        "src/kite/one.rb": asking("../kite/three.rb", language=Language.RUBY),
        "src/kite/two.rb": asking(language=Language.RUBY),
        "src/kite/three.rb": asking(language=Language.RUBY),
        "src/kite/alone.rb": asking(language=Language.RUBY),
        "test/kite/two.rb": asking(language=Language.RUBY),
    }
    manifest = Manifest(path="./metadata", entries=("src/kite.rb",))
    found = contexts(tree(*files), manifest, files, Ecosystem.RUBYGEMS)
    assert {"src/kite.rb", "src/kite/one.rb", "src/kite/two.rb", "src/kite/three.rb"} == {
        path for path, context in found.items() if context is Context.IMPORT
    }
    assert (Context.CALLED, Context.AUXILIARY) == (found["src/kite/alone.rb"], found["test/kite/two.rb"])


def test_the_hooks_of_a_gem_are_files_and_what_they_ask_for_runs_at_install() -> None:
    files = {
        "ext/kite/extconf.rb": asking("mkmf", "./setup", "kite/version", language=Language.RUBY),
        "ext/kite/setup.rb": asking(language=Language.RUBY),
        "lib/kite/version.rb": asking(language=Language.RUBY),
        "lib/rubygems_plugin.rb": asking(language=Language.RUBY),
        "lib/kite.rb": asking(language=Language.RUBY),
    }
    hooks = (
        Hook("extconf", "ext/kite/extconf.rb", implicit=True),
        Hook("plugin", "lib/rubygems_plugin.rb", implicit=True),
        Hook("rakefile", "ext/absent/Rakefile", implicit=True),
    )
    manifest = Manifest(path="./metadata", hooks=hooks, entries=("lib/kite.rb",))
    found = contexts(tree(*files), manifest, files, Ecosystem.RUBYGEMS)
    assert {*files} - {"lib/kite.rb"} == {
        path for path, context in found.items() if context is Context.INSTALL
    }


def test_compiled_files_run_when_what_starts_them_does() -> None:
    manifest = Manifest(path="package.json", hooks=(Hook("install", "./bin/tool.exe"),))
    found = contexts(
        tree("bin/tool.exe", "test/x.node"), manifest, {}, Ecosystem.NPM, ["bin/tool.exe", "test/x.node"]
    )

    assert {"bin/tool.exe": Context.INSTALL, "test/x.node": Context.AUXILIARY} == found


def test_an_example_that_a_command_reaches_is_no_example() -> None:
    manifest = Manifest(path="package.json", commands={"tool": "bin/tool.js"})
    found = npm(
        manifest, bin__tool=asking("../examples/data"), examples__data=asking(), examples__other=asking()
    )

    assert (Context.CALLED, Context.AUXILIARY) == (found["examples/data.js"], found["examples/other.js"])


def test_workers_and_started_files_run_with_what_starts_them() -> None:
    worker = FileFacts(
        language=Language.JAVASCRIPT,
        uses=(Use(Capability.CODE, "Worker", 1, at_load=True, argument="./work.js"),),
        commands=(Command("node", ("tools/run.js",), 1, runs="tools/run.js"),),
    )
    manifest = Manifest(path="package.json", entries=("index.js",))
    found = npm(manifest, index=worker, work=asking(), tools__run=asking())

    assert {Context.IMPORT} == set(found.values())


def test_the_console_scripts_of_python_reach_what_they_import() -> None:
    files = {
        "pkg/cli.py": asking("pkg.tests.data", language=Language.PYTHON),
        "pkg/tests/data.py": asking(language=Language.PYTHON),
        "pkg/tests/test_it.py": asking(language=Language.PYTHON),
    }
    manifest = Manifest(path="METADATA", commands={"tool": "pkg.cli:main"})
    found = contexts(tree(*files), manifest, files, Ecosystem.PYPI)

    assert Context.CALLED is found["pkg/tests/data.py"]
    assert Context.AUXILIARY is found["pkg/tests/test_it.py"]


def test_a_program_that_is_started_by_a_path_with_an_unknown_beginning_is_looked_for_beside_the_file() -> (
    None
):
    starts = FileFacts(
        language=Language.PYTHON,
        commands=(Command("python", ("{}/_run/start.py",), 1, runs="{}/_run/start.py"),),
    )
    plain = FileFacts(language=Language.PYTHON)
    files = {"sample/__init__.py": starts, "sample/_run/start.py": plain, "other/_run/start.py": plain}
    manifest = Manifest(path="METADATA", entries=("sample/__init__.py",))
    found = contexts(tree(*files), manifest, files, Ecosystem.PYPI)
    assert (Context.IMPORT, Context.CALLED) == (found["sample/_run/start.py"], found["other/_run/start.py"])


def test_a_command_that_stands_before_a_program_of_the_machine_runs_unasked() -> None:
    manifest = Manifest(path="package.json", name="sample", commands={"git": "git.js", "sample": "own.js"})
    found = npm(manifest, git=asking("./lib/a"), lib__a=asking(), own=asking())
    assert {"git.js": Context.IMPORT, "lib/a.js": Context.IMPORT, "own.js": Context.CALLED} == found


def test_a_program_that_the_package_is_named_after_is_its_own() -> None:
    manifest = Manifest(path="package.json", name="@sample/pnpm", commands={"pnpm": "go.js"})
    assert {"go.js": Context.CALLED} == npm(manifest, go=asking())


def python_contexts(manifest: Manifest, **sources: str) -> dict[str, Context]:
    files = {path.replace("__S__", "/") + ".py": data.encode() for path, data in sources.items()}
    facts = {path: python.extract(data) for path, data in files.items()}
    known = Tree(tuple(File(path, data) for path, data in files.items()))
    return contexts(known, manifest, facts, Ecosystem.PYPI)


@pytest.mark.parametrize(
    "code",
    [
        "sys.path.insert(0, os.path.join(h, 'tests'))\nimport kx",
        "sys.path[:0] = [os.path.join(h, 'tests')]\nimport kx",
        "sys.path += [h + '/tests']\nimport kx",
        "__path__.append(h + '/tests')\nfrom . import kx",
        "import importlib\nimportlib.import_module(f'{__name__}.tests.kx')",
        "__import__('kite.tests', fromlist=['kx'])",
        "import runpy\nrunpy.run_module('kite.tests.kx')",
        "exec(open(h + '/tests/kx.py').read())",
        "from importlib.machinery import SourceFileLoader\nSourceFileLoader('kx', h + '/tests/kx.py').load_module()",
    ],
)
def test_a_test_that_the_package_itself_runs_is_none(code: str) -> None:
    found = python_contexts(
        Manifest(path=None, entries=("kite/__init__.py",)),
        kite__S____init__=f"import os, sys\nh = os.path.dirname(__file__)\n{code}\n",
        kite__S__tests__S____init__="__all__ = ['kx']\n",
        kite__S__tests__S__kx="x = 1\n",
        kite__S__tests__S__other="x = 1\n",
    )
    assert Context.IMPORT == found["kite/tests/kx.py"]
    assert Context.AUXILIARY == found["kite/tests/other.py"]


def test_a_folder_without_the_module_leads_nowhere() -> None:
    found = python_contexts(
        Manifest(path=None, entries=("kite/__init__.py",)),
        kite__S____init__="import sys\nsys.path.insert(0, 'docs')\nimport kx\n",
        tests__S__kx="x = 1\n",
    )
    assert Context.AUXILIARY == found["tests/kx.py"]


def test_modules_are_looked_for_in_the_folders_that_the_manifest_tells() -> None:
    sources = {"tools__S__bk": "import kx\n", "tests__S__kx": "x = 1\n"}
    manifest = Manifest(
        path=None,
        hooks=(Hook("build-backend", "tools/bk.py", implicit=True),),
        import_roots=("tools", "tests"),
    )
    assert Context.INSTALL == python_contexts(manifest, **sources)["tests/kx.py"]
    assert Context.AUXILIARY == python_contexts(replace(manifest, import_roots=()), **sources)["tests/kx.py"]
