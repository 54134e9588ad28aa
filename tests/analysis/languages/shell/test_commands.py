"""Commands: what a line starts, which file of the package that is, and which code it carries."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Command, Language
from pratique.analysis.languages.shell.commands import parse_command, steps


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("node scripts/x.js", "scripts/x.js"),
        ("node --max-old-space-size 4096 x.js", "x.js"),
        ("node --enable-source-maps x.js --flag", "x.js"),
        ("node .", "."),
        ("bun run x.ts", "x.ts"),
        ("deno run -A mod.ts", "mod.ts"),
        ("ts-node x.ts", "x.ts"),
        ("sh ./a.sh", "./a.sh"),
        ("bash -e a.sh", "a.sh"),
        (". ./env.sh", "./env.sh"),
        ("source env.sh", "env.sh"),
        ("./install.sh", "./install.sh"),
        ("bin\\tool.exe", "bin/tool.exe"),
        ("'bin\\tool.exe'", "bin/tool.exe"),
        ("setup.cmd", "setup.cmd"),
        ("python setup.py install", "setup.py"),
        ("python3.11 -u x.py", "x.py"),
        ("perl x.pl", "x.pl"),
        ("NODE_ENV=x A='b c' node x.js", "x.js"),
        ("sudo -u root node x.js", "x.js"),
        ("env A=1 node x.js", "x.js"),
        ("cross-env A=1 node x.js", "x.js"),
        ("exec node x.js", "x.js"),
        ("timeout 10 node x.js", "x.js"),
        ("nohup node x.js &", "x.js"),
        ("if [ -f a ]; then node x.js; fi", "x.js"),
        ("(cd a && node x.js)", "x.js"),
        ("! node x.js", "x.js"),
        ("start /b node x.js", "x.js"),
        ("cmd /c node x.js", "x.js"),
        ("sh -c 'node x.js'", "x.js"),
        ("bash -lc \"sh -c 'node x.js'\"", "x.js"),
        ("echo $(node x.js)", "x.js"),
        ("echo `node x.js`", "x.js"),
        ("X=$(node x.js)", "x.js"),
        ("eval 'node x.js'", "x.js"),
        ("powershell -Command node x.js", "x.js"),
        ("node -r ./hook.js x.js", "./hook.js"),
        ("true || node x.js", "x.js"),
        ("node node_modules/dep/x.js", "node_modules/dep/x.js"),
        ("node_modules/.bin/tsc -p .", "node_modules/.bin/tsc"),
    ],
)
def test_the_file_that_is_started_is_told_as_written(text: str, runs: str | None) -> None:
    assert runs in [command.runs for command in parse_command(text)]


@pytest.mark.parametrize(
    "text",
    [
        "/usr/bin/node /opt/x.js",
        "node ~/x.js",
        "node $DIR/x.js",
        "python -m build",
        "bash -s -- x",
        "node -",
        "npm run build",
        "npx only-allow pnpm",
        "echo x.js",
        "",
        "# node x.js",
        "A=1",
    ],
)
def test_what_is_outside_the_package_or_no_file_is_not(text: str) -> None:
    assert [] == [command.runs for command in parse_command(text) if command.runs]


@pytest.mark.parametrize(
    ("text", "inline"),
    [
        ("node -e \"require('./x')\"", (Language.JAVASCRIPT, "require('./x')")),
        ("node --eval 1", (Language.JAVASCRIPT, "1")),
        ("node -pe 1", (Language.JAVASCRIPT, "1")),
        ("python3 -c 'import os'", (Language.PYTHON, "import os")),
        ("ruby -rsocket -e 'system(1)'", (Language.RUBY, "system(1)")),
        ("sh -c 'a b'", (Language.SHELL, "a b")),
        ("node <<'X'\na()\nX\n", (Language.JAVASCRIPT, "a()")),
        ("cat <<X | python\nimport os\nX\n", (Language.PYTHON, "import os")),
        ("bash <<< 'ls'", (Language.SHELL, "ls")),
    ],
)
def test_code_on_the_line_is_told_with_its_language(text: str, inline: tuple[Language, str]) -> None:
    assert inline in [command.inline for command in parse_command(text)]


def test_a_pipe_names_the_program_before_it() -> None:
    assert (
        Command("curl", ("-s", "https://a.invalid"), 1),
        Command("bash", (), 1, piped_from="curl"),
    ) == parse_command("curl -s https://a.invalid | sudo bash")


def test_scripts_of_npm_are_left_to_the_caller() -> None:
    assert (Command("npm", ("run", "build"), 1),) == parse_command("npm run build")


def test_commands_inside_an_argument_come_first_and_on_its_line() -> None:
    assert [("b", 2), ("a", 2)] == [(command.program, command.line) for command in parse_command("\na $(b)")]


def test_an_encoded_powershell_command_is_read() -> None:
    code = base64.b64encode("node x.js".encode("utf-16-le")).decode()

    assert ["node", "powershell"] == [command.program for command in parse_command(f"powershell -enc {code}")]


def test_nesting_ends() -> None:
    text = "x"
    for _ in range(30):
        text = f"a $({text})"

    assert 9 == len(parse_command(text))


def test_assignments_are_steps_and_no_commands() -> None:
    assert [("A", "1")] == [
        (step.assigns[0], step.assigns[1].text) for step in steps("A=1").found if step.assigns
    ]


@pytest.mark.fuzz
@given(st.text(alphabet="abx $(){}<>|&;'\"`\\\n=-./c", max_size=80))
def test_any_text_gives_commands(text: str) -> None:
    assert all(command.program for command in parse_command(text))


WORDS = [
    "sudo",
    "env",
    "-u",
    "sh",
    "-c",
    "node",
    "cmd",
    "/c",
    "eval",
    "powershell",
    "-enc",
    "start",
    "xargs",
    "A=1",
    "$(x)",
]


@pytest.mark.fuzz
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_row_of_wrappers_gives_commands(words: list[str]) -> None:
    assert all(command.program for command in parse_command(" ".join(words)))


@pytest.mark.parametrize(("opening", "closing"), [("$(", ")"), ("`sh -c '$(", ")'`")])
def test_what_is_nested_too_deep_is_told(opening: str, closing: str) -> None:
    deep = steps("echo " + opening * 40 + "curl https://far.invalid/x" + closing * 40)
    assert deep.cut


def test_substitutions_are_followed_to_some_depth() -> None:
    found = steps("echo " + "$(echo " * 6 + "$(curl https://far.invalid/x)" + ")" * 6)
    assert (False, "curl") == (found.cut, found.found[0].command.program)
