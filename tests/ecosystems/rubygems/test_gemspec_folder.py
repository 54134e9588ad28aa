"""What Bundler takes from a folder instead of from a gem."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.manifest import Manifest
from pratique.core.release import ArtifactKind, Hook
from pratique.core.tree import File
from pratique.ecosystems.rubygems.gemspec_folder import MOST_GEMSPECS, gemspecs, read_gemspec
from pratique.ecosystems.rubygems.manifest import read_manifest
from tests.ecosystems.trees import tree

SPEC = 'Gem::Specification.new do |s|\n  s.name = "kite"\n  s.version = Kite::VERSION\nend\n'


def folder(files: Mapping[str, bytes | str]) -> Manifest:
    return read_manifest(tree(files), ArtifactKind.COMMIT)


def test_a_gemspec_is_a_hook_since_bundler_runs_it() -> None:
    found = folder({"kite.gemspec": SPEC, "lib/kite.rb": "", "lib/kite/deep.rb": "", "Rakefile": ""})
    assert (Hook("gemspec", "kite.gemspec", implicit=True),) == found.hooks
    assert ("kite.gemspec", "kite", None) == (found.path, found.name, found.problem)
    assert ("lib/kite.rb",) == found.entries
    assert ("lib",) == found.import_roots


def test_gemspecs_of_all_folders_count_since_a_lock_may_have_a_glob_for_them() -> None:
    paths = ("b/c/d/d.gemspec", "b/b.gemspec", "a.gemspec")
    assert ["a.gemspec", "b/b.gemspec", "b/c/d/d.gemspec"] == [
        file.path for file in gemspecs(tree(dict.fromkeys(paths, "")))
    ]


def test_too_many_gemspecs_are_a_problem() -> None:
    found = folder({f"g{number}/g.gemspec": "" for number in range(MOST_GEMSPECS + 1)})
    assert f"the folder has {MOST_GEMSPECS + 1} gemspecs" == found.problem
    assert MOST_GEMSPECS == len(found.hooks)


def test_each_gem_of_a_folder_of_gems_has_its_entries() -> None:
    found = folder(
        {"a/a.gemspec": SPEC, "b/b.gemspec": SPEC, "a/lib/a.rb": "", "b/lib/b.rb": "", "lib/other.rb": ""}
    )
    assert {"a/lib/a.rb", "b/lib/b.rb"} == set(found.entries)
    assert ("a/lib", "b/lib") == found.import_roots
    assert found.name is None


def test_a_folder_without_a_gemspec_has_the_library_that_bundler_makes_up() -> None:
    found = folder({"lib/kite.rb": ""})
    assert (("lib/kite.rb",), (), None) == (found.entries, found.hooks, found.problem)


@pytest.mark.parametrize(
    "written",
    [
        's.require_path = "src"',
        "s.require_paths = ['src', \"lib\"]",
        "s.require_paths = %w[src lib]",
        's.require_paths = [\n    "src",\n  ]',
    ],
)
def test_other_folders_that_ruby_looks_in_are_read_where_they_are_literal(written: str) -> None:
    found = folder({"kite.gemspec": SPEC.replace("end\n", f"  {written}\nend\n"), "src/kite.rb": ""})
    assert ("src/kite.rb",) == found.entries


def test_programs_are_read_where_they_are_literal() -> None:
    spec = SPEC.replace("end\n", '  s.bindir = "exe"\n  s.executables << "kite"\nend\n')
    assert {"kite": "exe/kite"} == dict(folder({"kite.gemspec": spec, "exe/kite": ""}).commands)


def test_a_gemspec_that_says_no_literal_name_has_that_of_its_file() -> None:
    assert "kite" == read_gemspec(File("kite.gemspec", b"Gem::Specification.new")).name


def test_a_gem_is_read_by_its_metadata_alone() -> None:
    found = read_manifest(tree({"kite.gemspec": SPEC, "lib/kite.rb": ""}), ArtifactKind.OTHER)
    assert "the gem has no metadata" == found.problem


@given(st.text(alphabet="s.require_paths=\"'%w[]\n <executables", max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert "lib" in read_gemspec(File("kite.gemspec", text.encode())).require_paths


@pytest.mark.parametrize("text", ["\n", " ", "s.require_paths =\n", "s.executables = %w[", "s.name\n", "a"])
def test_a_long_gemspec_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    read_gemspec(File("kite.gemspec", text.encode() * 200_000))
    assert time.process_time() - started < 5
