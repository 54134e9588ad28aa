"""Reads the metadata and hooks of an unpacked gem.

Sources: `Gem::Specification` of RubyGems 3.6.7, and `bundler/runtime.rb` and `bundler/plugin.rb` of Bundler 2.6.7. The module
`build` finds the code that an installation runs.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator

from pratique.core.manifest import Manifest
from pratique.core.release import ArtifactKind, Hook
from pratique.core.tree import Tree
from pratique.ecosystems.rubygems.build import build_hooks, inside, plugin_hooks
from pratique.ecosystems.rubygems.gemspec_folder import MOST_GEMSPECS, gemspec_hooks, gemspecs, read_gemspec
from pratique.ecosystems.rubygems.metadata import GemMetadata, Named, parse_metadata
from pratique.errors import ParseError

METADATA_PATH = "./metadata"
"""The path where the archive reader stores the metadata.

No file of a gem can have this path, because paths in a tree have no part `.`.
"""

_MOST_ROOTS = 40
_CODE_SUFFIXES = (".rb", ".so", ".bundle", ".dll", ".jar", ".o", ".dylib")
_LIBRARY = frozenset(
    f"{name}.rb"
    for name in (
        *("net/http", "net/protocol", "net/https", "openssl/ssl", "uri/generic", "uri/common", "uri/http"),
        *("json/common", "json/ext", "psych/nodes", "digest/sha2", "io/console/size", "optparse/time"),
        *("socket/io", "erb/util", "cgi/util", "cgi/escape", "rbconfig/datadir", "bundler/setup"),
    )
)
"""Files in subfolders of Ruby's standard library that programs often load."""
_MINITEST = re.compile(r"minitest/[^/]+_plugin\.rb\Z")
"""The files that Minitest loads from every gem (`Minitest.load_plugins`)."""
_BUNDLER_PLUGIN = "plugins.rb"
"""The file that Bundler runs when it installs the gem as a Bundler plugin."""


def read_manifest(tree: Tree, kind: ArtifactKind | None = None) -> Manifest:
    """Read the metadata of a gem, or the gemspecs of a folder (`gemspec_folder`).

    Hooks are the files that `gem install` starts to build native code, and the plugins that `gem` loads. The command of a hook is a
    path and not a command line, so these hooks count as implicit. `post_install_message` is only printed. Entry points are the
    files directly in the folders of `require_paths`, the file that Bundler requires by the gem's name, and `plugins.rb`. Files that
    Ruby loads instead of its standard library, and files that Minitest loads automatically, are entry points too. If the metadata
    is unreadable, plugins in any folder of the gem count.
    """
    if kind is ArtifactKind.COMMIT:
        return _read_folder(tree)
    file = tree.get(METADATA_PATH)
    if file is None:
        return _unreadable(tree, None, "the gem has no metadata")
    try:
        metadata = parse_metadata(file.data)
    except ParseError as error:
        return _unreadable(tree, METADATA_PATH, error.message)
    if metadata.name is None:
        return _unreadable(tree, METADATA_PATH, "the metadata has no gem name")
    builds = list(dict.fromkeys(build_hooks(tree, metadata.extensions)))
    plugins = plugin_hooks(tree, metadata.require_paths)
    return Manifest(
        path=METADATA_PATH,
        name=metadata.name,
        version=metadata.version,
        hooks=tuple(dict.fromkeys((*plugins, *(hook for hook, _ in builds)))),
        hook_lines=_lines(builds),
        entries=tuple(dict.fromkeys(_entries(tree, metadata))),
        import_roots=tuple(dict.fromkeys((*map(inside, metadata.require_paths), *_built(builds)))),
        commands=_commands(metadata),
        dependencies=metadata.dependencies,
    )


def _read_folder(tree: Tree) -> Manifest:
    """Read all gemspecs of a folder. Bundler runs all gemspecs, whichever gem of the folder the project uses."""
    specs = gemspecs(tree)
    # Without a gemspec, Bundler takes the name and the version from the Gemfile.
    gems = [read_gemspec(file) for file in specs[:MOST_GEMSPECS]] or [GemMetadata()]
    return Manifest(
        path=specs[0].path if specs else None,
        name=gems[0].name if len(gems) == 1 else None,
        hooks=tuple(gemspec_hooks(specs[:MOST_GEMSPECS])),
        entries=tuple(dict.fromkeys(path for gem in gems for path in _entries(tree, gem))),
        import_roots=tuple(dict.fromkeys(inside(folder) for gem in gems for folder in gem.require_paths)),
        commands={name: path for gem in gems for name, path in _commands(gem).items()},
        problem=f"the folder has {len(specs)} gemspecs" if len(specs) > MOST_GEMSPECS else None,
    )


def _unreadable(tree: Tree, path: str | None, problem: str) -> Manifest:
    return Manifest(path=path, hooks=tuple(plugin_hooks(tree, None)), problem=problem)


def _lines(builds: Iterable[tuple[Hook, int]]) -> dict[str, int]:
    """Return the line number of the extension for each builder that has exactly one extension.

    For a builder with several extensions, the path of the started file is the better location.
    """
    found: dict[str, set[int]] = {}
    for hook, line in builds:
        found.setdefault(hook.name, set()).add(line)
    return {name: min(lines) for name, lines in found.items() if len(lines) == 1}


def _built(builds: Iterable[tuple[Hook, int]]) -> Iterator[str]:
    """Yield folders from which mkmf's `create_makefile` installs modules: `lib` beside each extconf.rb."""
    for hook, _ in builds:
        if hook.name == "extconf":
            yield posixpath.join(posixpath.dirname(hook.command), "lib")


def _entries(tree: Tree, metadata: GemMetadata) -> Iterator[str]:
    folders = {inside(folder) for folder in metadata.require_paths}
    roots = sorted(folders)[:_MOST_ROOTS]
    named = (metadata.name or "").replace("-", "/")
    asked = {_BUNDLER_PLUGIN, *(posixpath.join(folder, f"{named}.rb") for folder in folders)}
    for file in tree:
        folder, _, name = file.path.rpartition("/")
        first = folder in folders and name.endswith(_CODE_SUFFIXES)
        if file.path in asked or first or any(_is_loaded(file.path, root) for root in roots):
            yield file.path


def _is_loaded(path: str, root: str) -> bool:
    """Return True if a file shadows a file of Ruby's standard library, or is a plugin of Minitest."""
    below = path.removeprefix(f"{root}/") if root else path
    return (below != path or not root) and (below in _LIBRARY or _MINITEST.match(below) is not None)


def _commands(metadata: GemMetadata) -> dict[str, str]:
    folder = inside(metadata.bindir)
    return {posixpath.basename(one.text): _joined(folder, one) for one in metadata.executables}


def _joined(folder: str, named: Named) -> str:
    return inside(posixpath.join(folder, named.text.lstrip("/")))
