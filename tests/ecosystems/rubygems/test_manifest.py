from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import read
from pratique.core.manifest import Manifest
from pratique.core.release import Hook
from pratique.ecosystems.rubygems.manifest import METADATA_PATH, read_manifest
from tests.ecosystems.trees import tree
from tests.loopback.gem_packages import gem_file, metadata

KITE = {"lib/kite.rb": "", "lib/kite/deep.rb": "", "README.md": ""}


def manifest(
    files: Mapping[str, bytes | str], extensions: tuple[str, ...] = (), *, more: str = "", name: str = "kite"
) -> Manifest:
    written = metadata(name, "1.0", tuple(files), extensions=extensions, needs={"tail": "~> 2"})
    return read_manifest(tree({METADATA_PATH: written + more, **files}))


def test_an_ordinary_gem_runs_nothing_at_install() -> None:
    found = manifest(KITE)
    assert ("kite", "1.0", (), None) == (found.name, found.version, found.hooks, found.problem)
    assert {"tail": "~> 2"} == found.dependencies
    assert ("lib/kite.rb",) == found.entries


def test_the_file_that_bundler_requires_by_the_gem_s_name_is_an_entry() -> None:
    found = manifest(
        {"lib/kite-tail.rb": "", "lib/kite/tail.rb": "", "lib/kite/other.rb": ""}, name="kite-tail"
    )
    assert ("lib/kite-tail.rb", "lib/kite/tail.rb") == found.entries


@pytest.mark.parametrize(
    ("path", "builder"),
    [
        ("ext/kite/extconf.rb", "extconf"),
        ("ext/Rakefile", "rakefile"),
        ("ext/mkrf_conf.rb", "rakefile"),
        ("ext/configure", "configure"),
        ("ext/CMakeLists.txt", "cmake"),
        ("ext/kite/Cargo.toml", "cargo"),
        ("ext/something", "extension"),
    ],
)
def test_an_extension_is_a_hook_named_after_its_builder(path: str, builder: str) -> None:
    found = manifest({**KITE, path: ""}, (path,))
    assert (Hook(builder, path, implicit=True),) == found.hooks
    written = metadata("kite", "1.0", (*KITE, path), extensions=(path,), needs={"tail": "~> 2"})
    assert f"- {path}" == written.splitlines()[found.hook_lines[builder] - 1]


def test_several_extensions_of_one_builder_are_hooks_without_a_line() -> None:
    paths = ("a/extconf.rb", "b/extconf.rb", "c/CMakeLists.txt")
    found = manifest({**KITE, **dict.fromkeys(paths, "")}, (*paths, "a/extconf.rb"))
    assert [("extconf", paths[0]), ("extconf", paths[1]), ("cmake", paths[2])] == [
        (hook.name, hook.command) for hook in found.hooks
    ]
    assert ["cmake"] == list(found.hook_lines)


def test_what_bundler_runs_for_a_plugin_of_its_own_is_an_entry() -> None:
    assert ("lib/kite.rb", "plugins.rb") == manifest({**KITE, "plugins.rb": ""}).entries


def test_a_message_to_be_printed_is_no_hook() -> None:
    assert () == manifest(KITE, more="post_install_message: run x\n").hooks


def test_an_extension_that_leads_outside_is_named_as_inside() -> None:
    assert "x/extconf.rb" == manifest(KITE, ("../../x/./extconf.rb",)).hooks[0].command


@pytest.mark.parametrize("path", ["lib/rubygems_plugin.rb", "lib/rubygems_plugin.so"])
def test_a_plugin_is_a_hook_that_every_gem_command_loads(path: str) -> None:
    assert (Hook("plugin", path, implicit=True),) == manifest({**KITE, path: ""}).hooks


@pytest.mark.parametrize(
    "path", ["test/rubygems_plugin.rb", "lib/deep/rubygems_plugin.rb", "lib/rubygems_plugin.txt"]
)
def test_a_plugin_that_gem_does_not_find_is_no_hook(path: str) -> None:
    assert () == manifest({**KITE, path: ""}).hooks


def test_a_plugin_is_found_in_every_folder_of_require_paths() -> None:
    more = "require_paths:\n- ./a/../b\n- .\n"
    found = manifest({"b/rubygems_plugin.rb": "", "rubygems_plugin.rb": ""}, more=more)
    assert ["b/rubygems_plugin.rb", "rubygems_plugin.rb"] == [hook.command for hook in found.hooks]


def test_programs_are_named_with_their_files() -> None:
    found = manifest({"exe/kite": "", "lib/kite.rb": ""}, more="executables:\n- kite\n- ../x\n")
    assert {"kite": "exe/kite", "x": "x"} == found.commands


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "the gem has no metadata"),
        ({METADATA_PATH: "a: ["}, "cannot be read"),
        ({METADATA_PATH: "- a"}, "has no gem name"),
    ],
)
def test_without_metadata_there_is_a_problem_and_plugins_still_count(
    files: Mapping[str, str], problem: str
) -> None:
    found = read_manifest(tree({**files, "any/rubygems_plugin.rb": ""}))
    assert problem in (found.problem or "")
    assert ["any/rubygems_plugin.rb"] == [hook.command for hook in found.hooks]


def test_a_gem_that_the_archive_reader_gives_is_read() -> None:
    file = gem_file("kite", "1.0", {"lib/kite.rb": "", "ext/extconf.rb": ""}, extensions=("ext/extconf.rb",))
    found = read_manifest(read(file.data, "kite-1.0.gem"))
    assert ("kite", "ext/extconf.rb") == (found.name, found.hooks[0].command)


@pytest.mark.fuzz
@given(st.binary(max_size=100), st.lists(st.sampled_from(["lib/a.rb", "rubygems_plugin.rb", "x"])))
def test_any_metadata_gives_a_manifest(data: bytes, paths: list[str]) -> None:
    found = read_manifest(tree({METADATA_PATH: data, **dict.fromkeys(paths, "")}))
    assert METADATA_PATH == found.path


def test_what_comes_before_ruby_s_own_library_or_is_loaded_by_minitest_is_an_entry() -> None:
    found = manifest({"lib/net/protocol.rb": "", "lib/minitest/kite_plugin.rb": "", "lib/kite/http.rb": ""})

    assert {"lib/net/protocol.rb", "lib/minitest/kite_plugin.rb"} == set(found.entries)


def test_ruby_looks_in_require_paths_and_where_a_build_puts_modules() -> None:
    found = manifest({"ext/k/extconf.rb": ""}, ("ext/k/extconf.rb",))

    assert ("lib", "ext/k/lib") == found.import_roots
