"""Finds the code that `gem` runs when it installs a gem (builds), and the code that later commands load (plugins).

Sources: `rubygems/ext/builder.rb`, the builders beside it and `Gem::Specification#plugins` of RubyGems 3.6.7, `rdoc/rdoc.rb` of
RDoc 6.6, and the file search of Rake 13.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from pratique.core.release import Hook
from pratique.core.tree import Tree
from pratique.ecosystems.rubygems.metadata import Named

PLUGIN = "plugin"
"""Name of the hook for `rubygems_plugin`, which `gem` loads during the installation and in every later command."""
RDOC = "rdoc"
"""Name of the hook for `rdoc/discover`, which is loaded whenever `gem install` writes documentation of any gem."""

_PLUGINS = (("", "rubygems_plugin", PLUGIN), ("rdoc", "discover", RDOC))
"""For each plugin: the folder below `require_paths`, the filename without suffix, and the name of the hook."""
_SUFFIXES = ("", ".rb", ".so", ".bundle", ".dll", ".jar", ".o", ".dylib")
"""Possible values of `Gem.suffixes`."""
_RAKEFILES = ("rakefile", "Rakefile", "rakefile.rb", "Rakefile.rb")
"""The filenames that Rake searches for, in its order."""


def build_hooks(tree: Tree, extensions: Iterable[Named]) -> Iterator[tuple[Hook, int]]:
    """Yield the files that building `extensions` starts, as hooks named after the builder, with the extension's line.

    The started file may differ from the file in the metadata. For `configure`, CMake and Cargo, the started file is the file in the
    same folder; for Rake, the started file is the nearest Rakefile in that folder or above.
    """
    rakefiles = _rakefiles(tree)
    for named in extensions:
        path = inside(named.text)
        builder, started = next((b, s) for wanted, b, s in _BUILDERS if wanted.search(named.text))
        for file in dict.fromkeys(started(path, rakefiles)):
            yield Hook(builder, file, implicit=True), named.line


def plugin_hooks(tree: Tree, require_paths: Iterable[str] | None) -> Iterator[Hook]:
    """Yield the plugins of a gem; if `require_paths` is unknown, plugins in any folder count."""
    roots = None if require_paths is None else {inside(folder) for folder in require_paths}
    for file in tree:
        folder, _, name = file.path.rpartition("/")
        stem, suffix = posixpath.splitext(name)
        for below, wanted, hook in _PLUGINS:
            if stem == wanted and suffix in _SUFFIXES and _lies(folder, below, roots):
                yield Hook(hook, file.path, implicit=True)


def inside(path: str) -> str:
    """Return a path in the metadata as a path below the gem's root; "" is the root."""
    clean = posixpath.normpath("/" + path.replace("\\", "/")).lstrip("/")
    return "" if clean == "." else clean


def _lies(folder: str, below: str, roots: set[str] | None) -> bool:
    """Return True if a folder is the subfolder `below` of a root, or of any folder if the roots are unknown."""
    if roots is None:
        return not below or posixpath.basename(folder) == below
    return any(folder == posixpath.join(root, below).rstrip("/") for root in roots)


def _rakefiles(tree: Tree) -> dict[str, str]:
    """Return the Rakefile of each folder that has one."""
    found: dict[str, str] = {}
    for name in _RAKEFILES:
        for file in tree:
            folder, _, own = file.path.rpartition("/")
            if own == name:
                found.setdefault(folder, file.path)
    return found


def _itself(path: str, _rakefiles: Mapping[str, str]) -> Iterator[str]:
    yield path


def _beside(name: str) -> Callable[[str, Mapping[str, str]], Iterator[str]]:
    def started(path: str, _rakefiles: Mapping[str, str]) -> Iterator[str]:
        yield posixpath.join(posixpath.dirname(path), name)

    return started


def _by_rake(path: str, rakefiles: Mapping[str, str]) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    if "mkrf_conf" in name.lower():
        yield path
    while folder not in rakefiles and folder:
        folder = posixpath.dirname(folder)
    yield rakefiles.get(folder, path)


_BUILDERS: tuple[tuple[re.Pattern[str], str, Callable[[str, Mapping[str, str]], Iterator[str]]], ...] = (
    (re.compile(r"extconf"), "extconf", _itself),
    (re.compile(r"configure"), "configure", _beside("configure")),
    (re.compile(r"rakefile|mkrf_conf", re.IGNORECASE), "rakefile", _by_rake),
    (re.compile(r"CMakeLists.txt"), "cmake", _beside("CMakeLists.txt")),
    (re.compile(r"Cargo.toml"), "cargo", _beside("Cargo.toml")),
    (re.compile(r""), "extension", _itself),
)
"""The builders, each with the text in an extension's path that selects the builder, and the file that the builder starts.

`gem` uses the first builder that matches (`builder_for`).

The last item is for paths that select no builder. Current versions of `gem` refuse to build extensions that select no
builder; other versions may support them.
"""
