"""How programs are started: the files that their words name, and whether out of sight."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.started import relative
from tests.analysis.languages.javascript.reading import apis, facts, imported, uses

C = "const c = require('child_process'), path = require('path');\n"


def run(source: str) -> list[str | None]:
    """The files of the package that a source starts."""
    return [command.runs for command in facts(C + source).commands]


@pytest.mark.parametrize(
    "source",
    [
        "c.spawn('node', [__dirname + '/x.js'])",
        "c.spawn('node', [path.join(__dirname, 'x.js'), value])",
        "c.spawn(process.execPath, [path.resolve(__dirname, './x.js')])",
        "c.spawn('node', [require.resolve('./x.js')])",
        "c.fork(path.join(__dirname, 'x.js'))",
        "c.fork(`${__dirname}/x.js`)",
        "c.execFile('node', [path.join(process.cwd(), 'x.js')])",
    ],
)
def test_a_file_beside_the_source_is_told_from_there(source: str) -> None:
    assert ["./x.js"] == run(source)


@pytest.mark.parametrize(
    "source", ["c.spawn(path.join(__dirname, 'x.exe'))", "c.spawn(__dirname + '/x.exe', [])"]
)
def test_so_is_a_program(source: str) -> None:
    assert ["./x.exe"] == run(source)


@pytest.mark.parametrize(
    "source", ["c.spawn('node', [path.join(value, 'x.js')])", "c.spawn(value + '/x.exe', [])"]
)
def test_a_path_that_is_not_known_names_no_file(source: str) -> None:
    assert {None} >= set(run(source))


def test_the_file_of_a_worker_is_asked_for() -> None:
    assert "./w.js" in imported(
        "new (require('worker_threads').Worker)(require('path').join(__dirname, 'w.js'))"
    )


@pytest.mark.parametrize(
    "options",
    [
        "{detached: true, stdio: 'ignore'}",
        "{stdio: ['ignore', 'ignore', 'ignore'], detached: !0}",
        "{detached: true, windowsHide: true}",
    ],
)
@pytest.mark.parametrize(
    "call", ["c.spawn('x.exe', %s)", "c.spawn('x.exe', ['-q'], %s).unref()", "c.execFile('x.exe', [], %s)"]
)
def test_a_program_that_outlives_its_starter_in_silence_is_out_of_sight(call: str, options: str) -> None:
    assert "hidden-start" in apis(C + call % options, Capability.PROCESS)


def test_what_is_started_out_of_sight_is_told() -> None:
    assert (Capability.PROCESS, "hidden-start", "__dirname/x.exe") in uses(
        C + "c.spawn(path.join(__dirname, 'x.exe'), [], {detached: true, stdio: 'ignore'})"
    )


@pytest.mark.parametrize(
    "options",
    [
        "{detached: true, stdio: 'inherit'}",
        "{stdio: 'ignore'}",
        "{windowsHide: true}",
        "{detached: value, stdio: 'ignore'}",
        "options",
    ],
)
def test_other_starts_are_in_sight(options: str) -> None:
    assert {"child_process.spawn"} == apis(C + f"c.spawn('x', ['y'], {options})", Capability.PROCESS)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("__dirname/x.js", "./x.js"),
        ("__dirname//x.js", "./x.js"),
        ("__dirname/./x.js", "./x.js"),
        ("${cwd}/x.js", "./x.js"),
        ("__dirname/../x.js", "./../x.js"),
        ("__dirname", "__dirname"),
        ("/opt/__dirname/x.js", "/opt/__dirname/x.js"),
    ],
)
def test_own_folders(path: str, told: str) -> None:
    assert told == relative(path)


@pytest.mark.parametrize("source", ["c.fork('./x.txt')", "c.fork(__dirname + '/x.txt', ['a'])"])
def test_what_is_forked_is_given_to_node(source: str) -> None:
    assert [("node", "./x.txt")] == [
        (command.program, command.runs) for command in facts(C + source).commands
    ]
