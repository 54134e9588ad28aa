"""Files of the artifact that its Ruby code has loaded by paths which are not known as a whole.

They lie in folders of `$LOAD_PATH`, match a pattern, or are named beside what is not known. Read are the texts in quotes on the line that
does it: what stands before them is mostly the folder of the file, or the root of the gem.
"""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from fnmatch import translate
from itertools import islice

from pratique.analysis.facts import Capability, FileFacts
from pratique.analysis.resolving import ruby_files
from pratique.core.tree import Tree

_PUT = re.compile(
    rb"(?:\$LOAD_PATH|\$:|\$-I)\s*(?:\.\s*(?:unshift|push|append|prepend|insert|concat|replace)\b|<<|\+=|=)([^\n]{1,300})"
)
_QUOTED = re.compile(rb"\"([^\"\n]{1,200})\"|'([^'\n]{1,200})'")
_HELD = re.compile(r"#\{[^{}]*\}")
_RUBY = re.compile(rb"\b(?:RbConfig|Gem)\.ruby\b")
_IMPORTED = re.compile(rb"^[ \t]*import[ \t(]+[\"']([^\"'\n]{1,200})[\"']", re.MULTILINE)
_RAKEFILES = frozenset(("rakefile", "rakefile.rb"))
_PATTERNS = frozenset(("Dir.[]", "Dir.glob"))
_NEAR = 3
"""Lines behind a pattern on which its files may be asked for."""
_MOST_BYTES = 1024 * 1024
_MOST_LINES = 100
_MOST_PATTERNS = 20
_MOST_FOUND = 2_000
_MOST_TEXTS = 10


def ruby_asked(tree: Tree, path: str, facts: FileFacts) -> Iterator[str]:
    """Give these files."""
    file = tree.get(path)
    if file is None or file.size_bytes > _MOST_BYTES:
        return
    yield from _on_load_path(tree, path, file.data, facts)
    lines = file.data.split(b"\n")
    yield from _by_patterns(tree, path, facts)
    for number in dict.fromkeys(_unknown_lines(facts, lines)):
        yield from islice(_named(tree, path, lines[number - 1]), _MOST_TEXTS)
    if posixpath.basename(path).lower() in _RAKEFILES:
        yield from _of_rake(tree, path, file.data)


def _on_load_path(tree: Tree, path: str, data: bytes, facts: FileFacts) -> Iterator[str]:
    """The modules that lie in folders which the file puts where Ruby looks for them."""
    asked = dict.fromkeys(item.module for item in facts.imports if item.module)
    for put in islice(_PUT.finditer(data), _MOST_PATTERNS) if asked else ():
        for root in _places(path, _joined(put[1])):
            for module in asked if _is_folder(tree, root) else ():
                if not module.startswith((".", "/")):
                    yield from ruby_files(tree, (root,), module)


def _by_patterns(tree: Tree, path: str, facts: FileFacts) -> Iterator[str]:
    """The files of a pattern of which each is asked for right there, at load."""
    asking = {item.line for item in facts.imports if item.module is None and item.at_load}
    patterns = (use for use in facts.uses if use.capability is Capability.FILE_READ and use.api in _PATTERNS)
    for use in islice(patterns, _MOST_PATTERNS) if asking else ():
        near = use.at_load and not asking.isdisjoint(range(use.line, use.line + _NEAR + 1))
        for place in _places(path, use.argument or "") if near else ():
            found = list(islice(_matching(tree, place), _MOST_FOUND))
            yield from found
            if found:
                break


def _matching(tree: Tree, pattern: str) -> Iterator[str]:
    wanted = re.compile(translate(pattern.replace("**/", "*")))
    yield from filter(wanted.match, tree.sorted_paths)


def _unknown_lines(facts: FileFacts, lines: list[bytes]) -> Iterator[int]:
    """The lines that ask for something by a path which is not known, or start Ruby with one."""
    asking = (item.line for item in facts.imports if item.module is None)
    starting = (use.line for use in facts.uses if use.capability is Capability.PROCESS)
    for number in islice(asking, _MOST_LINES):
        if 0 < number <= len(lines):
            yield number
    for number in islice(starting, _MOST_LINES):
        if 0 < number <= len(lines) and _RUBY.search(lines[number - 1]):
            yield number


def _named(tree: Tree, path: str, line: bytes) -> Iterator[str]:
    texts = [_text(found) for found in _QUOTED.findall(line)[:_MOST_TEXTS]]
    for text in (*texts, "/".join(texts)):
        if text.endswith(".rb") or "/" in text:
            for place in _places(path, text):
                if place in tree.by_path:
                    yield place
                    break


def _of_rake(tree: Tree, path: str, data: bytes) -> Iterator[str]:
    """What Rake loads beside its file: all of `rakelib`, and what `import` names, once the file was read."""
    folder = posixpath.dirname(path)
    yield from _matching(tree, posixpath.join(folder, "rakelib/*.rake"))
    for name in _IMPORTED.findall(data)[:_MOST_LINES]:
        found = posixpath.normpath(posixpath.join(folder, name.decode("utf-8", "replace")))
        if found in tree.by_path:
            yield found


def _is_folder(tree: Tree, path: str) -> bool:
    at = bisect_left(tree.sorted_paths, f"{path}/")
    return bool(path) and at < len(tree.sorted_paths) and tree.sorted_paths[at].startswith(f"{path}/")


def _joined(line: bytes) -> str:
    return "/".join(_text(found) for found in _QUOTED.findall(line)[:_MOST_TEXTS])


def _text(found: tuple[bytes, bytes]) -> str:
    """A text in quotes without what is put into it."""
    return _HELD.sub("", (found[0] or found[1]).decode("utf-8", "replace")).lstrip("/")


def _places(path: str, text: str) -> Iterator[str]:
    """Where a path may lead: from the folder of the file, from the file itself as if it were one (`__FILE__`), from the root."""
    bases: Iterable[str] = (posixpath.dirname(path), path, "")
    for base in dict.fromkeys(bases) if text else ():
        place = posixpath.normpath(posixpath.join(base, text))
        if not place.startswith(".."):
            yield "" if place == "." else place
