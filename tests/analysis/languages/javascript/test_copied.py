"""Files that are copied, moved or written again, and then asked for or started where they lie."""

import pytest

from tests.analysis.languages.javascript.reading import facts

HEAD = "const c = require('child_process'), fs = require('fs'), path = require('path'), os = require('os');\n"


def asked(source: str) -> set[str | None]:
    found = facts(HEAD + source)
    return {item.module for item in found.imports} | {command.runs for command in found.commands}


@pytest.mark.parametrize(
    "source",
    [
        "fs.copyFileSync(__dirname + '/e.txt', __dirname + '/t.js');\nrequire('./t.js')",
        "fs.copyFileSync(path.join(__dirname, 'e.txt'), path.join(__dirname, 't.js'));\nrequire('./t')",
        "fs.renameSync(__dirname + '/e.txt', __dirname + '/t.js');\nrequire(path.join(__dirname, 't.js'))",
        "fs.symlinkSync(__dirname + '/e.txt', __dirname + '/t.js');\nimport('./t.js')",
        "fs.writeFileSync(__dirname + '/t.js', fs.readFileSync(__dirname + '/e.txt'));\nrequire('./t.js')",
    ],
)
def test_the_file_is_asked_for_that_was_there_before(source: str) -> None:
    assert "./e.txt" in asked(source)


def test_so_is_one_of_a_folder() -> None:
    source = "fs.cpSync(__dirname + '/a', __dirname + '/b', {recursive: true});\nrequire('./b/sub/x.js')"
    assert "./a/sub/x.js" in asked(source)


@pytest.mark.parametrize(
    "start", ["c.spawn('node', [to])", "c.exec('node ' + to)", "c.execFile(to)", "c.fork(to)"]
)
def test_so_is_what_is_started(start: str) -> None:
    source = (
        f"const to = path.join(os.tmpdir(), 't.js');\nfs.copyFileSync(__dirname + '/e.txt', to);\n{start}"
    )
    assert "__dirname/e.txt" in asked(source)


@pytest.mark.parametrize(
    "source",
    [
        "fs.cpSync(path.join(__dirname, 'template'), to, {recursive: true});\nc.exec('npm i', {cwd: to})",
        "fs.copyFileSync(__dirname + '/e.txt', __dirname + '/t.js');\nrequire('./other.js')",
        "fs.copyFileSync(name, __dirname + '/t.js');\nrequire('./t.js')",
        "fs.copyFileSync(__dirname + '/e.txt', path.join(to, name));\nrequire(path.join(to, name))",
        "fs.writeFileSync(__dirname + '/t.js', 'text');\nfs.readFileSync(__dirname + '/e.txt');\nrequire('./t.js')",
    ],
)
def test_copies_that_nobody_runs_stay_what_they_are(source: str) -> None:
    assert not any("e.txt" in (one or "") or "template" in (one or "") for one in asked(source))


def test_what_is_too_much_is_told() -> None:
    many = "".join(
        f"fs.copyFileSync(__dirname + '/{n}.txt', __dirname + '/{n}.js');\nrequire('./{n}.js');\n"
        for n in range(1_100)
    )
    assert "copies" in (facts(HEAD + many).problem or "")
