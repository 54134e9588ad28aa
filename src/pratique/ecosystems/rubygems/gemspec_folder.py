"""Reads the gemspecs of a folder that Bundler uses instead of a gem, and finds the code that these gemspecs load.

A gemspec is a Ruby program that Bundler runs whenever it reads the Gemfile. Pratique does not run gemspecs and reads
only their literal fields. Bundler builds no native code in a folder that it uses instead of a gem, and `gem` loads no
plugin from the folder. Source: `bundler/source/path.rb` of Bundler 2.6.7 (`DEFAULT_GLOB`, `load_spec_files`,
`install`), observed with that Bundler.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator

from pratique.core.release import Hook
from pratique.core.tree import File, Tree
from pratique.ecosystems.rubygems.metadata import GemMetadata, Named

GEMSPEC = "gemspec"
"""Name of the hook for a gemspec, which `bundle install` runs, and so does every program that loads Bundler."""

SUFFIX = ".gemspec"
MOST_GEMSPECS = 200
"""Maximum number of gemspecs that are read."""
_MOST_BYTES = 1 << 20
_LIBRARY = "lib"
_FIELD = re.compile(r"\w++\.(name|bindir|require_path|executable)s?+[ \t]*+(?:=|<<)(.*+)")
_MOST_LINES = 10
"""Maximum number of lines of a list in a gemspec that are read."""
_WORD = re.compile(r"""["']([^"'\n]{1,256}+)["']""")
_WORDS = re.compile(r"%[wi]\s?[\[({<|]([^\])}>|\n]{1,1024}+)[\])}>|]")


def gemspecs(tree: Tree) -> list[File]:
    """Return all gemspecs of a folder, those of the upper folders first.

    Bundler searches at most two folders deep, unless the lockfile specifies a `glob`.
    """
    found = [file for file in tree if file.path.endswith(SUFFIX)]
    return sorted(found, key=lambda file: (file.path.count("/"), file.path))


def gemspec_hooks(specs: Iterable[File]) -> Iterator[Hook]:
    """Yield each gemspec as a hook, because Bundler runs all of them."""
    return (Hook(GEMSPEC, file.path, implicit=True) for file in specs)


def read_gemspec(file: File) -> GemMetadata:
    """Read the literal fields of a gemspec. Paths are relative to the root of the folder."""
    folder = posixpath.dirname(file.path)
    written = _fields(file.data[:_MOST_BYTES].decode("utf-8", "replace"))
    stem = posixpath.basename(file.path).removesuffix(SUFFIX)
    bindir = next(iter(written["bindir"]), "bin")
    roots = dict.fromkeys((_LIBRARY, *written["require_path"]))
    return GemMetadata(
        name=next(iter(written["name"]), stem) or None,
        executables=tuple(Named(word, 1) for word in dict.fromkeys(written["executable"])),
        bindir=posixpath.join(folder, bindir),
        require_paths=tuple(posixpath.join(folder, root) for root in roots),
    )


def _fields(text: str) -> dict[str, list[str]]:
    """Return the literal words assigned to each field."""
    found: dict[str, list[str]] = {"name": [], "bindir": [], "require_path": [], "executable": []}
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        field = _FIELD.match(line)
        if field is not None:
            value = field[2]
            if value.endswith("["):
                value += "\n".join(lines[number + 1 : number + 1 + _MOST_LINES]).partition("]")[0]
            found[field[1]] += _words(value)
    return found


def _words(text: str) -> list[str]:
    listed = [word for found in _WORDS.finditer(text) for word in found[1].split()]
    return [*listed, *(found[1] for found in _WORD.finditer(text))]
