"""Values that npm hands to what it runs: fields of package.json as variables, and settings in the package's own files.

npm 11 sets `npm_package_config_x` and its like (`@npmcli/run-script`, package-envs.js), and reads the `.npmrc` beside the package.json of
the folder in which it is called (`@npmcli/config`); yarn runs the file that `yarn-path` or `yarnPath` names in place of itself.
"""

import json
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell.programs import program_name
from pratique.core.tree import File, Tree

_NAME = re.compile(r"\$(?:\{(npm_\w{1,100})\}|(npm_\w{1,100}))")
_SETTING = re.compile(r"^[ \t]*([\w.-]{1,60})[ \t]*=[ \t]*([^\r\n]{1,2000})", re.MULTILINE)
_YARN_PATH = re.compile(
    r"^[ \t]*+(?:yarn-path|yarnPath|\"yarn-path\")[ \t]*+(?::[ \t]*+)?[\"']?([^\s\"']{1,500})", re.MULTILINE
)
_MOST_BYTES = 65_536
_MOST_VALUE = 20_000
_MOST_TAKEN = 50
"""Characters of a value that is put into a command, and such values of a line: where there is more, that is told."""
_MOST_MANIFEST = 1024 * 1024
_READ: "WeakKeyDictionary[File, dict[str, str]]" = WeakKeyDictionary()
"""Values of manifests that are in memory."""


def with_values(tree: Tree, home: str, command: Command, event: str) -> Iterator[str]:
    """Give the line that a command is once its variables of npm are put in; nothing where it has none."""
    words = (command.program, *command.arguments)
    if not any("npm_" in word and "$" in word for word in words):
        return
    values = {**_settings(tree, home, "npm_config_"), **_values(tree, home), "npm_lifecycle_event": event}
    known: list[str] = []
    left = _MOST_TAKEN
    for word in words:
        known.append(_put(word, values, left))
        left -= word.count("npm_")
    if known == list(words):
        return
    # A program that a variable names is cut into words by the shell; what stands in an argument is one.
    yield shlex.join(known) if known[0] == words[0] else " ".join((known[0], shlex.join(known[1:])))


def takes_more(tree: Tree, home: str, line: str) -> bool:
    """Whether a line takes more values, or a longer one, than are put into it."""
    named = line.count("npm_")
    return named > _MOST_TAKEN or (
        named > 0 and any(len(value) > _MOST_VALUE for value in _values(tree, home).values())
    )


def settings_lines(tree: Tree, folder: str, home: str, command: Command) -> Iterator[str]:
    """Give the lines that a package manager runs as well because of its words and of the settings that lie beside the package."""
    name = program_name(command.program)
    if name == "yarn":
        for path in (".yarnrc", ".yarnrc.yml"):
            match = _YARN_PATH.search(_text(tree, posixpath.join(folder, path)))
            if match is not None:
                yield shlex.join(("node", match.group(1)))
    settings = {
        **_settings(tree, home, "npm_config_"),
        **_settings(tree, folder, "npm_config_"),
        **_told(command.arguments),
    }
    shell = settings.get("npm_config_script_shell", "")
    if shell:
        yield shlex.join((shell, "-c", ":"))
    options = settings.get("npm_config_node_options", "")
    if options:
        yield f"NODE_OPTIONS={shlex.quote(options)} node -v"


def _told(words: tuple[str, ...]) -> dict[str, str]:
    """The two settings that decide what runs, where the words of a command give them."""
    found = {}
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in {"--script-shell", "--node-options"}:
            key = f"npm_config_{name[2:].replace('-', '_')}"
            found[key] = value if equals else "".join(words[at + 1 : at + 2])
    return found


def _settings(tree: Tree, folder: str, prefix: str) -> dict[str, str]:
    """The settings of a `.npmrc`, by the names of the variables that npm makes of them."""
    text = _text(tree, posixpath.join(folder, ".npmrc"))
    found = ((match.group(1), match.group(2).strip().strip("\"'")) for match in _SETTING.finditer(text))
    return {f"{prefix}{name.replace('-', '_')}": value for name, value in found}


def _values(tree: Tree, home: str) -> dict[str, str]:
    """The fields of a manifest that npm sets as variables."""
    file = tree.get(posixpath.join(home, "package.json"))
    if file is None or file.size_bytes > _MOST_MANIFEST:
        return {}
    found = _READ.get(file)
    if found is None:
        found = _READ[file] = dict(_fields(file.data))
    return found


def _fields(data: bytes) -> Iterator[tuple[str, str]]:
    yield "npm_package_json", "package.json"
    try:
        package = json.loads(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return
    if not isinstance(package, dict):
        return
    for name in ("name", "version"):
        if isinstance(package.get(name), str):
            yield f"npm_package_{name}", package[name]
    for field in ("config", "engines", "bin", "scripts"):
        inner = package.get(field)
        if isinstance(inner, dict):
            for name, value in list(inner.items())[:500]:
                if isinstance(value, str):
                    yield f"npm_package_{field}_{re.sub(r'[^a-zA-Z0-9_]', '_', name)}", value


def _put(word: str, values: Mapping[str, str], most: int) -> str:
    def value(match: re.Match[str]) -> str:
        return (values.get(match.group(1) or match.group(2)) or match.group())[:_MOST_VALUE]

    return _NAME.sub(value, word, count=most) if most > 0 else word


def _text(tree: Tree, path: str) -> str:
    file = tree.get(path)
    return file.data[:_MOST_BYTES].decode("utf-8", "replace") if file is not None else ""
