"""What installing a gem starts, against RubyGems itself where there is one."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import Hook
from pratique.ecosystems.rubygems.build import build_hooks, inside, plugin_hooks
from pratique.ecosystems.rubygems.metadata import Named
from tests.ecosystems.trees import tree
from tests.loopback.gem_packages import gem_file

gem = shutil.which("gem")


def started(paths: tuple[str, ...], *extensions: str) -> list[tuple[str, str]]:
    named = [Named(text, line) for line, text in enumerate(extensions, 1)]
    hooks = [hook for hook, _ in build_hooks(tree(dict.fromkeys(paths, "")), named)]
    assert all(hook.implicit for hook in hooks)
    return [(hook.name, hook.command) for hook in hooks]


def plugins(*paths: str, folders: tuple[str, ...] | None = ("lib",)) -> list[tuple[str, str]]:
    found = plugin_hooks(tree(dict.fromkeys(paths, "")), folders)
    return [(hook.name, hook.command) for hook in found]


@pytest.mark.parametrize(
    ("extension", "builder", "file"),
    [
        ("ext/kite/extconf.rb", "extconf", "ext/kite/extconf.rb"),
        ("ext/kite/my_extconf_2.rb", "extconf", "ext/kite/my_extconf_2.rb"),
        ("ext/kite/configure.in", "configure", "ext/kite/configure"),
        ("ext/kite/sub/CMakeLists.txt", "cmake", "ext/kite/sub/CMakeLists.txt"),
        ("ext/kite/rust/Cargo.toml", "cargo", "ext/kite/rust/Cargo.toml"),
        ("ext/kite/something", "extension", "ext/kite/something"),
        ("EXT/EXTCONF.RB", "extension", "EXT/EXTCONF.RB"),
        ("../../x/./extconf.rb", "extconf", "x/extconf.rb"),
        ("configure", "configure", "configure"),
    ],
)
def test_an_extension_is_a_hook_named_after_its_builder(extension: str, builder: str, file: str) -> None:
    assert [(builder, file)] == started((), extension)


@pytest.mark.parametrize(
    ("shipped", "extension", "files"),
    [
        (("ext/Rakefile", "Rakefile"), "ext/Rakefile", ["ext/Rakefile"]),
        (("Rakefile",), "ext/deep/rakefile.marker", ["Rakefile"]),
        (("ext/Rakefile.rb", "ext/rakefile"), "ext/Rakefile", ["ext/rakefile"]),
        (("Rakefile",), "ext/mkrf_conf.rb", ["ext/mkrf_conf.rb", "Rakefile"]),
        ((), "ext/mkrf_conf.rb", ["ext/mkrf_conf.rb"]),
        ((), "ext/Rakefile", ["ext/Rakefile"]),
    ],
)
def test_rake_takes_the_nearest_rakefile(shipped: tuple[str, ...], extension: str, files: list[str]) -> None:
    assert [("rakefile", file) for file in files] == started(shipped, extension)


def test_every_extension_is_told_with_its_line() -> None:
    named = [Named("a/extconf.rb", 7), Named("b/extconf.rb", 8)]
    assert [
        (Hook("extconf", "a/extconf.rb", implicit=True), 7),
        (Hook("extconf", "b/extconf.rb", implicit=True), 8),
    ] == list(build_hooks(tree({}), named))


def test_plugins_are_found_in_the_folders_that_require_looks_in() -> None:
    paths = ("lib/rubygems_plugin.rb", "lib/rdoc/discover.so", "b/rubygems_plugin", "rubygems_plugin.rb")
    assert [("plugin", paths[0]), ("rdoc", paths[1])] == plugins(*paths)
    assert [("plugin", paths[2]), ("plugin", paths[3])] == plugins(*paths, folders=("./a/../b", "."))


def test_plugins_that_are_not_looked_for_are_none() -> None:
    others = (
        "lib/deep/rubygems_plugin.rb",
        "lib/rubygems_plugin.txt",
        "lib/discover.rb",
        "lib/x/rdoc/discover.rb",
    )
    assert [] == plugins(*others)


def test_plugins_anywhere_count_where_it_is_not_known_what_require_looks_in() -> None:
    paths = ("any/rubygems_plugin.rb", "any/rdoc/discover.rb", "rubygems_plugin.rb", "discover.rb")
    assert ["plugin", "rdoc", "plugin"] == [name for name, _ in plugins(*paths, folders=None)]


def test_many_deep_extensions_cost_no_time() -> None:
    before = time.monotonic()
    found = started(("Rakefile",), *(f"{'a/' * 500}{n}/Rakefile" for n in range(400)))
    assert ("rakefile", "Rakefile") == found[-1]
    assert time.monotonic() - before < 5


RUBY = 'File.write(ENV["TOLD"], "{name}/{path}\\n", mode: "a")\n'
SHELL = 'echo {path} >> "$TOLD"\nprintf "all clean install:\\n" > Makefile\n'
MAKE = 'File.write("Makefile", "all clean install:\\n")\n'


def telling(name: str, path: str) -> str:
    """A file that tells when it is started, and does what its builder asks for."""
    if path.endswith("configure"):
        return f'echo {name}/{path} >> "$TOLD"\nprintf "all clean install:\\n" > Makefile\n'
    more = 'File.write("Makefile", "all clean install:\\n")' if "extconf" in path else ""
    more = "task :default" if "akefile" in path else more
    return f'File.write(ENV["TOLD"], "{name}/{path}\\n", mode: "a")\n{more}\n'


LAYOUTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "several": (
        ("ext/a/extconf.rb", "ext/b/my_extconf.rb", "lib/rubygems_plugin.rb"),
        ("ext/a/extconf.rb", "ext/b/my_extconf.rb"),
    ),
    "configured": (("ext/configure",), ("ext/configure.in",)),
    "above": (("Rakefile", "ext/kite/other"), ("ext/kite/rakefile.txt",)),
    "both": (("ext/mkrf_conf.rb", "ext/Rakefile"), ("ext/mkrf_conf.rb",)),
}
"""Name -> files that tell when they are started, and the extensions of the gem."""


@pytest.mark.skipif(gem is None, reason="RubyGems is not installed")
def test_what_gem_install_starts_is_what_is_named(tmp_path: Path) -> None:
    assert gem is not None
    for name, (shipped, extensions) in LAYOUTS.items():
        files = {**dict.fromkeys(extensions, ""), **{path: telling(name, path) for path in shipped}}
        made = gem_file(name, "1.0", files, extensions=extensions)
        (tmp_path / f"{name}-1.0.gem").write_bytes(made.data)
    told = tmp_path / "told"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GEM_HOME": str(tmp_path / "gems"),
        "TOLD": str(told),
    }
    done = subprocess.run(
        [gem, "install", "--local", "--no-document", *(f"{name}-1.0.gem" for name in LAYOUTS)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    ours = {
        f"{name}/{path}"
        for name, (shipped, extensions) in LAYOUTS.items()
        for _, path in (*started(shipped, *extensions), *plugins(*shipped))
    }
    assert ours == set(told.read_text().split())


@given(st.text(max_size=30) | st.text("./\\ab", max_size=30))
@pytest.mark.fuzz
def test_any_path_lies_inside(path: str) -> None:
    found = inside(path)
    assert not found.startswith("/")
    assert ".." not in found.split("/")
    assert found == inside(found)
