"""What the facts of reached files say."""

import pytest

from pratique.core.install_script import Effect
from tests.analysis.installing.described import one


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("require('fs').readFileSync(process.env.HOME + '/.npmrc')", Effect.CREDENTIALS),
        ("require('child_process').spawn(process.argv[2])", Effect.STARTS),
        ("require('fs').writeFileSync(process.argv[2], '')", Effect.WRITES),
        ("require('fs').renameSync(__dirname + '/a', process.argv[2])", Effect.WRITES),
        ("require('fs').writeFileSync(__dirname + '/a', '')", Effect.COPIES),
        ("require('http').get('http://x.invalid')", Effect.DOWNLOADS),
        ("eval(x)", Effect.UNKNOWN),
    ],
)
def test_effects(code: str, effect: Effect) -> None:
    assert effect in one("node run.js", {"run.js": f"{code};\n"}).effects


def test_a_minified_file_is_not_understood() -> None:
    script = one("node run.js", {"run.js": "var a=1;" * 400})
    assert "unknown: run.js is minified or obfuscated (run.js)" == script.does


def test_only_a_sure_host_is_named() -> None:
    call = "require('https').get(host + '/a');\n"
    named = one("node run.js", {"run.js": f"const host = x || 'https://a.invalid';\n{call}"})
    assert "a.invalid" in named.does
    both = one(
        "node run.js",
        {"run.js": f"// https://b.invalid\nconst u = ['https://a.invalid', 'https://c.invalid'];\n{call}"},
    )
    assert "invalid" not in both.does


_HEAD = "const fs = require('fs'), path = require('path'), given = process.argv[2];\n"


@pytest.mark.parametrize(
    "code",
    [
        "fs.writeFileSync(path.resolve(__dirname, '/etc/kite'), '')",
        "fs.writeFileSync(given ? path.join(__dirname, 'kite') : '/etc/kite', '')",
        "fs.writeFileSync(path.join(__dirname, 'kite') && given, '')",
        "const to = given ? path.join(__dirname, 'kite') : given; fs.writeFileSync(to, '')",
        "process.chdir('/'); fs.writeFileSync('etc/kite', '')",
        "fs.renameSync(given, path.join(__dirname, 'kite'))",
        "fs.copyFileSync(path.join(__dirname, 'kite'), given)",
        "fs.symlinkSync('/etc', path.join(__dirname, 'kite'))",
        "const write = (to) => fs.writeFileSync(path.join(__dirname, to), ''); write('kite'); write('../../../kite')",
        "const write = (to) => fs.writeFileSync(path.join(__dirname, to), ''); write('kite'); [given].map(write)",
        "for (const to of ['kite', '../../../kite']) fs.writeFileSync(path.join(__dirname, to), '')",
    ],
)
def test_every_place_that_a_path_may_name_counts(code: str) -> None:
    assert Effect.WRITES in one("node run.js", {"run.js": f"{_HEAD}{code};\n"}).effects


@pytest.mark.parametrize(
    "code",
    [
        "fs.copyFileSync(path.join(__dirname, 'index.js'), path.join(__dirname, 'built.js'))",
        "fs.renameSync(path.join(__dirname, 'index.js'), path.join(__dirname, 'built.js'))",
        "fs.writeFileSync(path.join(process.cwd(), 'built.js'), '')",
        "fs.writeFileSync(path.resolve(__dirname, 'lib', '..', 'built.js'), '')",
        "fs.writeFileSync(path.join(__dirname, given ? 'kite' : 'string'), '')",
        "process.chdir(__dirname); fs.writeFileSync('built.js', '')",
        "const write = (to) => fs.writeFileSync(path.join(__dirname, to), ''); write('kite'); write('string')",
        "for (const to of ['kite', 'string']) fs.writeFileSync(path.join(__dirname, to), '')",
    ],
)
def test_known_places_in_the_package(code: str) -> None:
    assert "writes files of its package" == one("node run.js", {"run.js": f"{_HEAD}{code};\n"}).does


@pytest.mark.parametrize(
    ("code", "does"),
    [
        (
            "fs.writeFileSync(path.join(process.cwd(), '../../package.json'), '')",
            "writes files of the project: package.json",
        ),
        (
            "fs.writeFileSync(path.join(__dirname, '..', '..', 'kite.json'), '')",
            "writes files of the project: kite.json",
        ),
        ("fs.writeFileSync(require('os').homedir() + '/.kite/a', '')", "writes files in the home folder"),
        ("fs.chmodSync(path.join(__dirname, 'kite'), 0o755)", "makes its files executable"),
        ("fs.chmodSync(given, 0o755)", "unknown: where it changes files (run.js:2)"),
        (
            "fs.unlinkSync(__dirname + '/a'); fs.writeFileSync(__dirname + '/b', '')",
            "removes and writes files of its package",
        ),
        ("fs.rmSync(path.join(__dirname, 'lib', given))", "removes files below folders of its package: lib"),
        ("fs.writeFileSync(given, '')", "unknown: where it changes files (run.js:2)"),
        (
            "fs.mkdirSync(given); require('child_process').execSync(given)",
            "unknown: which program it starts (run.js:2)",
        ),
        ("const K = class {}; K.prototype.constructor = K", "changes nothing"),
        ("require(path.join(process.cwd(), '..', '..', 'package.json'))", "changes nothing"),
        (
            "require(given ? given : path.join(given, 'package.json'))",
            "unknown: it loads a module whose name is computed (run.js:2)",
        ),
    ],
)
def test_words_for_what_a_call_does(code: str, does: str) -> None:
    assert does == one("node run.js", {"run.js": f"{_HEAD}{code};\n"}).does


def test_what_only_functions_have_that_nothing_calls_is_told_apart() -> None:
    lib = "exports.get = () => require('https').get('https://x.invalid');\nexports.say = () => console.log('hi');\n"
    called = one("node run.js", {"run.js": "require('./lib').get();\n", "lib.js": lib})
    idle = one("node run.js", {"run.js": "require('./lib').say();\n", "lib.js": lib})
    assert "sends network requests to x.invalid" == called.does
    assert "loads code that sends network requests to x.invalid if it is called" == idle.does
    assert called.effects == idle.effects


@pytest.mark.parametrize(
    "line", ["cd / && rm -rf etc", "cd $FOLDER; echo > a", "cd ..\nrm a", "cd\nrm a", "pushd /\nrm a"]
)
def test_a_shell_script_that_goes_elsewhere_writes_there(line: str) -> None:
    assert Effect.WRITES in one("sh run.sh", {"run.sh": f"{line}\n"}).effects


@pytest.mark.parametrize("line", ["cd lib && echo > a", 'cd "$(dirname "$0")"\nrm a'])
def test_a_shell_script_that_stays_in_its_package(line: str) -> None:
    assert {Effect.COPIES} == {*one("sh run.sh", {"run.sh": f"{line}\n"}).effects} - {Effect.PRINTS}


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ('echo "Create a .npmrc first" && exit 1', False),
        ("printf '.npmrc'", False),
        ("cat ~/.npmrc", True),
        ("echo .npmrc; cat < ~/.npmrc", True),
        ("echo x >> ~/.npmrc", True),
        ("echo ~/.npmrc | xargs cat", True),
        ("cat $(echo ~/.npmrc)", True),
    ],
)
def test_text_that_is_printed_is_no_path(line: str, reads: bool) -> None:
    assert reads is (Effect.CREDENTIALS in one(line).effects)


def test_a_translator_does_not_run_what_it_reads() -> None:
    files = {"src/index.js": "require('http').get('http://x.invalid')\n"}
    assert "builds its JavaScript with tsc" == one("tsc -p src", files).does


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ("require('tar'); require('debug')", "unpacks archives with tar"),
        ("require('debug'); require('lodash')", "uses helper packages debug, lodash"),
        ("require('kite-downloader'); require('bin-wrapper')", "downloads with bin-wrapper, kite-downloader"),
        ("require('needle').get('https://x.invalid')", "sends network requests to x.invalid"),
        ("class A { b() { return this.constructor.name + this.constructor.c; } }", "changes nothing"),
    ],
)
def test_words_for_modules(code: str, does: str) -> None:
    assert does == one("node run.js", {"run.js": f"{code};\n"}).does


@pytest.mark.parametrize(
    "code",
    [
        "this.constructor.call(0, 'x')",
        "this.constructor('x')",
        "const c = (() => {}).constructor; c('x')()",
        "require.extensions['.json'] = require.extensions['.js']; require('./data.json')",
    ],
)
def test_what_can_hide_code_is_not_understood(code: str) -> None:
    assert Effect.UNKNOWN in one("node run.js", {"run.js": f"{code};\n", "data.json": "1"}).effects


@pytest.mark.parametrize(
    "code",
    [
        "fs[given]('/etc/kite', '')",
        "Object.values(fs)[3]('/etc/kite', '')",
        "[given].forEach(fs.unlinkSync)",
        "[given].forEach(require('fs').unlinkSync)",
        "const { unlinkSync } = require('fs'); [given].map(unlinkSync)",
        "fs.writeSync(fs.openSync('/etc/kite', 'w'), '')",
        "fs.writeSync(fs.openSync('/etc/kite', given), '')",
        "fs.open('/etc/kite', 'a', (_, file) => fs.write(file, ''))",
        "const { openSync: begin } = require('fs'); begin('/etc/kite', 'w')",
    ],
)
def test_what_is_not_followed_is_left_to_a_person(code: str) -> None:
    assert one("node run.js", {"run.js": f"{_HEAD}{code};\n"}).needs_person


@pytest.mark.parametrize(
    "code",
    [
        "const { readFileSync } = fs; readFileSync(path.join(__dirname, 'kite'))",
        "fs.readSync(fs.openSync(path.join(__dirname, 'kite'), 'r'))",
        "fs.existsSync(path.join(__dirname, 'kite')) && fs['readFileSync'](given)",
        "var files, paths; files = require('fs'); files.existsSync(__dirname)",
        "(0, fs.writeFileSync)(path.join(__dirname, 'kite'), '')",
        "const text = require('fs').readFileSync('kite'); console.log(text)",
        "require('util').promisify(fs.writeFile)(path.join(__dirname, 'kite'), '')",
    ],
)
def test_plain_uses_of_files_need_no_person(code: str) -> None:
    assert not one("node run.js", {"run.js": f"{_HEAD}{code};\n"}).needs_person
