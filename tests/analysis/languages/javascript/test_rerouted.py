"""Files that are asked for by changing where node looks, or what loads modules."""

import pytest

from tests.analysis.languages.javascript.reading import facts


def asked(source: str) -> set[str | None]:
    found = facts(source)
    return {item.module for item in found.imports} | {command.runs for command in found.commands}


@pytest.mark.parametrize(
    "source",
    [
        "require('module').createRequire(__dirname + '/test/x.js')('./e')",
        "import {createRequire} from 'node:module';\ncreateRequire(new URL('./test/', import.meta.url))('./e')",
        "const M = require('module'), at = __dirname + '/test/';\nM.createRequire(at)('./e')",
        "require(require.resolve('./e', {paths: [__dirname + '/test']}))",
        "module.paths.push(__dirname + '/test');\nrequire('e')",
        "module.paths.unshift(require('path').join(__dirname, 'test'));\nrequire('e')",
        "process.env.NODE_PATH = `${__dirname}/test`;\nrequire('module')._initPaths();\nrequire('e')",
    ],
)
def test_names_are_looked_for_in_a_folder(source: str) -> None:
    assert "./test/e" in asked(source)


@pytest.mark.parametrize(
    "source",
    [
        "module.constructor._extensions['.js'](module, __dirname + '/test/e.js')",
        "process.argv[1] = __dirname + '/test/e.js';\nrequire('module').runMain()",
        "const M = require('module');\nM._resolveFilename = () => __dirname + '/test/e.js';\nrequire('ok')",
        "require('module').register(require('url').pathToFileURL(__dirname + '/test/e.js'))",
        "import {register} from 'node:module';\nregister('./test/e.js', import.meta.url)",
        "const M = require('module'), u = require('url');\nM.register(u.pathToFileURL(__dirname + '/test/e.js'))",
        "process.env.NODE_OPTIONS = '--require ' + __dirname + '/test/e.js';\nrequire('child_process').fork('./x')",
        "['./test/e.js'].forEach(require)",
        "const names = ['./test/e.js', './b'];\nmodule.exports = names.map(require)",
        "new (require('module'))('x').load(__dirname + '/test/e.js')",
    ],
)  # fmt: skip
def test_a_file_takes_the_place_of_another(source: str) -> None:
    assert "./test/e.js" in asked(source)


def test_commands_start_in_the_folder_that_was_changed_to() -> None:
    source = "process.chdir(__dirname + '/test');\nrequire('child_process').exec('node e.js')"
    assert "__dirname/test/e.js" in asked(source)


@pytest.mark.parametrize(
    "source",
    [
        "import {createRequire} from 'node:module';\ncreateRequire(import.meta.url)('./e');\nexport const t = new URL('./test/', import.meta.url)",
        "const at = __dirname + '/test';\nrequire('module').createRequire(__filename)('./e')",
        "const at = __dirname + '/test/e.js';\nrequire('module')._resolveFilename('x')",
        "const at = __dirname + '/test/e.js';\nrequire.extensions['.ts'] = require.extensions['.js']",
        "const at = __dirname + '/test/e.js';\nnames.map(name => require(name))",
        "const at = __dirname + '/test';\nprocess.chdir('/tmp');\nrequire('child_process').exec('node e.js')",
    ],
)  # fmt: skip
def test_what_changes_nothing_asks_for_no_more(source: str) -> None:
    assert not any("test/e" in (one or "") for one in asked(source))


def test_what_is_too_much_is_told() -> None:
    folders = "".join(f"module.paths.push(__dirname + '/a{number}');\n" for number in range(200))
    names = "".join(f"require('n{number}');\n" for number in range(200))

    assert "folders in which modules are looked for" in (facts(folders + names).problem or "")
