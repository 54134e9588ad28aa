"""What expressions are of other files of the package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language
from pratique.analysis.languages import javascript
from pratique.analysis.languages.javascript.nearby import is_near, may_be_near

CORE = "const core = require('./lib/core');\n"
GO = "const { go } = require('./lib/core');\n"


def called(source: str) -> set[str]:
    """What a source calls of other files."""
    return {call.target for call in javascript.read_quiet(source.encode(), Language.JAVASCRIPT).calls}


@pytest.mark.parametrize(
    "source",
    [
        "require('./lib/core').go()",
        f"{CORE}core.go()",
        f"{CORE}core['go']()",
        f"{CORE}core.go.call(null)",
        f"{CORE}core?.go?.()",
        f"{CORE}core.go``",
        f"{CORE}(0, core.go)()",
        f"{CORE}(0, core)['go']()",
        f"{CORE}Reflect.apply(core.go, null, [])",
        f"{CORE}setTimeout(core.go, 10)",
        f"{CORE}new Promise(core.go)",
        f"{CORE}const go = core.go.bind(null); go()",
        f"{CORE}const go = core.go; go()",
        f"{CORE}[core.go].forEach(f => f())",
        f"{CORE}for (const f of [core.go]) f()",
        f"{CORE}function run(f) {{ f() }} run(core.go)",
        f"{CORE}function boot(c = core) {{ c.go() }} boot()",
        f"{CORE}const all = {{core}}; all.core.go()",
        f"{CORE}const all = {{c: core}}; all.c.go()",
        f"{GO}go()",
        f"{GO}process.nextTick(go)",
        f"{GO}promise.then(go)",
        f"{GO}require('util').promisify(go)()",
        "const {go: start} = require('./lib/core'); start()",
        "let core; try { core = require('./lib/core') } catch {} core.go()",
        "const core = global.core || require('./lib/core'); core.go()",
        "let core; (core = require('./lib/core')).go()",
        "class A { constructor() { this.core = require('./lib/core'); this.core.go() } }",
        "const core = __importStar(require('./lib/core')); core.go()",
        "const core = __importDefault(require('./lib/core')); core.go()",
        "import('./lib/core').then(core => core.go())",
        "import('./lib/core').then(({go}) => go())",
        "(async () => { const {go} = await import('./lib/core'); go() })()",
        "require(require.resolve('./lib/core')).go()",
        "require(require('path').join(__dirname, 'lib/core')).go()",
        "require(__dirname + '/lib/core').go()",
        "function load() { return require('./lib/core') } load().go()",
        "const load = () => require('./lib/core'); load().go()",
        "import {go} from './lib/core'; go()",
        "import {go as g} from './lib/core'; g()",
        "import * as core from './lib/core'; core.go()",
    ],
)
def test_what_comes_from_another_file_is_known_by_its_name_there(source: str) -> None:
    assert "./lib/core#go" in called(source)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("require('./lib/core')()", "./lib/core#"),
        ("new (require('./lib/core'))()", "./lib/core#"),
        ("import core from './lib/core'; core()", "./lib/core#default"),
        ("import core from './lib/core'; core.go()", "./lib/core#default.go"),
        ("const {Core} = require('./lib/core'); const c = new Core(); c.run()", "./lib/core#Core.run"),
        (f"{CORE}core.create().go()", "./lib/core#create.go"),
        (f"{CORE}core[name]()", "./lib/core#*"),
        (f"{CORE}core.all[name]()", "./lib/core#all.*"),
        (f"{CORE}Object.keys(core).forEach(key => core[key]())", "./lib/core#*"),
        (f"{CORE}Object.values(core).forEach(f => f())", "./lib/core#*"),
        ("require('..')()", "..#"),
        ("import {go} from '.'; go()", ".#go"),
    ],
)
def test_a_name_says_which_member_of_which_file(source: str, name: str) -> None:
    assert name in called(source)


@pytest.mark.parametrize(
    "source",
    [
        "require('lodash').go()",
        "import {go} from 'far'; go()",
        "const go = require('./lib/core').go",
        f"{CORE}other.go()",
        f"{CORE}function f(core) {{ core.go() }}",
        "require('./lib/' + name).go()",
        "require('/lib/core').go()",
        "const core = require; core.go()",
    ],
)
def test_what_is_of_no_file_of_the_package_or_not_called_is_not_told(source: str) -> None:
    assert not {name for name in called(source) if name.startswith(".")}


@pytest.mark.parametrize(
    ("module", "near"),
    [("./a", True), ("../a", True), (".", True), ("a", False), ("/a", False), ("./${_}", False)],
)
def test_files_of_the_package_are_asked_for_by_a_path(module: str, near: bool) -> None:
    assert is_near(module) is near


@pytest.mark.parametrize(
    ("source", "near"),
    [
        (b"require('./a')", True),
        (b"import {b} from '..'", True),
        (b"require(name)", True),
        (b"require('..')", True),
        (b"require('fs')", False),
        (b"a.b()", False),
    ],
)
def test_a_source_that_asks_for_no_path_is_passed_over(source: bytes, near: bool) -> None:
    assert may_be_near(source) is near


@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "const a = require('./a');",
                    "a = b;",
                    "b = a;",
                    "a.b = a;",
                    "a.b.b();",
                    "a()()",
                    "new a.b().b;",
                ),
                "function f(a) { return f(a) }",
                "f(f)();",
                "({a} = a);",
                "[a, b].map(a => a());",
                "a[b][a]();",
            )
        ),
        max_size=12,
    )
)
def test_what_refers_to_itself_ends(pieces: list[str]) -> None:
    facts = javascript.read_quiet("\n".join(pieces).encode(), Language.JAVASCRIPT)
    assert all(call.target.startswith("./a#") for call in facts.calls)
