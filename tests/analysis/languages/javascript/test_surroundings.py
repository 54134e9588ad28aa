"""What a started program is given beside its words: a folder, files that node loads first, and the text of a file."""

import pytest

from pratique.analysis.languages.javascript.surroundings import own_path
from tests.analysis.languages.javascript.reading import facts

C = "const c = require('child_process'), fs = require('fs'), path = require('path');\n"


def started(source: str) -> set[tuple[str, str | None]]:
    """The programs that a source starts, and the files that they run."""
    return {(command.program, command.runs) for command in facts(C + source).commands}


@pytest.mark.parametrize(
    "source",
    [
        "c.exec('node x.js', {cwd: __dirname + '/lib'})",
        "c.spawn('node', ['x.js'], {stdio: 'inherit', cwd: path.join(__dirname, 'lib')})",
        "c.spawnSync(process.execPath, ['./x.js'], {cwd: path.resolve(__dirname, './lib')})",
        "const where = path.join(__dirname, 'lib');\nc.execFile('node', ['x.js'], {cwd: where}, done)",
    ],
)
def test_a_file_is_one_of_the_folder_in_which_it_starts(source: str) -> None:
    assert ("node", "__dirname/lib/x.js") in started(source)


@pytest.mark.parametrize("cwd", ["process.cwd()", "where", "__dirname + where", "'/tmp'", "undefined"])
def test_other_folders_are_not_known(cwd: str) -> None:
    assert {("node", "x.js")} == started(f"c.exec('node x.js', {{cwd: {cwd}}})")


@pytest.mark.parametrize(
    "source",
    [
        "c.fork('./y.js', {execArgv: ['-r', __dirname + '/x.js']})",
        "c.fork('./y.js', [], {execArgv: ['--require=' + __dirname + '/x.js']})",
        "c.spawn('node', ['y.js'], {env: {...process.env, NODE_OPTIONS: '--require ' + __dirname + '/x.js'}})",
        "c.spawn('node', ['y.js'], {env: {NODE_OPTIONS: `--import=file://${__dirname}/x.js`}})",
        "new (require('worker_threads').Worker)('./y.js', {execArgv: ['--import', path.join(__dirname, 'x.js')]})",
    ],
)
def test_node_loads_a_file_first(source: str) -> None:
    assert ("node", "./x.js") in started(source)


@pytest.mark.parametrize(
    ("source", "program"),
    [
        ("c.spawnSync('sh', {input: fs.readFileSync(__dirname + '/x.txt')})", "sh"),
        ("c.spawnSync('bash', ['-s'], {input: fs.readFileSync(path.join(__dirname, 'x.txt'))})", "bash"),
        ("c.execFileSync(process.execPath, ['-'], {input: fs.readFileSync(__dirname + '/x.txt')})", "node"),
        ("c.execSync(fs.readFileSync(__dirname + '/x.txt', 'utf8'))", "sh"),
        ("fs.readFile(__dirname + '/x.txt', 'utf8', (error, text) => c.exec(text))", "sh"),
        ("const text = fs.readFileSync(path.join(__dirname, 'x.txt'), 'utf8');\nc.spawn('sh', ['-c', text])", "sh"),
        ("c.spawn('node', ['-e', fs.readFileSync(path.join(__dirname, 'x.txt'), 'utf8')])", "node"),
        ("const p = c.spawn('sh');\np.stdin.end(fs.readFileSync(path.join(__dirname, 'x.txt')))", "sh"),
        ("c.execSync(fs.readFileSync(path.join(where, 'x.txt'), 'utf8'))", "sh"),
    ],
)  # fmt: skip
def test_a_program_reads_the_text_of_a_file(source: str, program: str) -> None:
    assert (program, "__dirname/x.txt") in started(source)


@pytest.mark.parametrize(
    "source",
    [
        "c.spawnSync('git', ['apply'], {input: fs.readFileSync(__dirname + '/x.txt')})",
        "c.spawnSync('node', ['y.js'], {input: fs.readFileSync(__dirname + '/x.txt')})",
        "c.execSync('cat ' + fs.readFileSync(__dirname + '/x.txt', 'utf8'))",
        "fs.readFileSync(__dirname + '/x.txt');\nc.execSync(line)",
        "c.spawn('sh', ['-c', 'ls', fs.readFileSync(__dirname + '/x.txt', 'utf8')])",
    ],
)
def test_all_else_that_is_given_is_data(source: str) -> None:
    assert not any(runs == "__dirname/x.txt" for _, runs in started(source))


def test_what_is_too_much_is_told() -> None:
    many = "".join(f"c.execSync(fs.readFileSync(__dirname + '/{number}.txt'));\n" for number in range(201))

    assert "programs that read files" in (facts(C + many).problem or "")


@pytest.mark.parametrize(
    ("shown", "path"),
    [
        ("__dirname/x", "__dirname/x"),
        ("./x", "__dirname/x"),
        ("${_}/x", "__dirname/x"),
        ("${_}/${_}", None),
        ("${tmp}/x", None),
        ("~/x", None),
        ("/x", None),
        ("x", None),
    ],
)
def test_a_path_of_the_package_is_told_from_others(shown: str, path: str | None) -> None:
    assert path == own_path(shown)
