"""The names that a module exports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language
from pratique.analysis.languages import javascript
from tests.analysis.languages.javascript.reading import facts

GO = "function go() { eval(x) }\n"
CLASS = "class Core { constructor() { eval(x) } run() { eval(y) } static boot() { eval(z) } }\n"


def defined(source: str) -> set[str]:
    """The names under which other files may call what does something."""
    return {one.name for one in facts(source).definitions if one.runs}


def passed_on(source: str) -> set[tuple[str, str]]:
    """The names that a quiet source hands on, each with its name in the other file."""
    found = javascript.read_quiet(source.encode(), Language.JAVASCRIPT).definitions
    return {(one.name, one.passes) for one in found if one.passes}


@pytest.mark.parametrize(
    "source",
    [
        "exports.go = function () { eval(x) }",
        "exports['go'] = () => eval(x)",
        "module.exports.go = async () => { eval(x) }",
        "this.go = function () { eval(x) }",
        f"{GO}exports.go = go",
        f"{GO}exports.go = void 0; exports.go = go",
        f"{GO}exports.go = Object.freeze(go)",
        f"{GO}module.exports = {{ go }}",
        f"{GO}module.exports = {{ go: go }}",
        f"{GO}exports = module.exports = {{ go }}",
        f"{GO}module.exports = Object.freeze({{ go }})",
        f"{GO}Object.assign(exports, {{ go }})",
        f"{GO}Object.defineProperty(exports, 'go', {{ value: go }})",
        f"{GO}Object.defineProperty(exports, 'go', {{ get: function () {{ return go }} }})",
        f"{GO}__export(out, {{ go: () => go }}); module.exports = __toCommonJS(out)",
        "module.exports = { go() { eval(x) } }",
        "module.exports = { go: function () { eval(x) } }",
        "const api = {}; api.go = () => eval(x); module.exports = api",
        "(function (f) { f(exports) })(function (exports) { exports.go = () => eval(x) })",
        f"export {GO}",
        "export const go = () => eval(x)",
        f"{GO}export {{ go }}",
        "function run() { eval(x) } export { run as go }",
        "export default { go() { eval(x) } }",
    ],
)
def test_a_function_is_known_by_the_name_that_it_is_exported_under(source: str) -> None:
    assert "go" in defined(source)


@pytest.mark.parametrize(
    "source",
    [
        "module.exports = function () { eval(x) }",
        f"{GO}module.exports = go",
        f"{GO}exports.default = go",
        f"{GO}export default go",
        "export default () => eval(x)",
        "export default function () { eval(x) }",
        f"export default {GO}",
        f"{GO}export {{ go as default }}",
        "export = function () { eval(x) }",
    ],
)
def test_what_a_module_is_as_a_whole_is_its_default(source: str) -> None:
    language = Language.TYPESCRIPT if "export =" in source else Language.JAVASCRIPT
    assert "default" in {one.name for one in facts(source, language).definitions if one.runs}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (f"{CLASS}exports.Core = Core", {"Core", "Core.run", "Core.boot"}),
        (f"export {CLASS}", {"Core", "Core.run", "Core.boot"}),
        (f"{CLASS}module.exports = Core", {"default", "run", "boot"}),
        (f"{CLASS}module.exports = new Core()", {"default", "run", "boot"}),
        ("class A { static get one() { return new A() } run() { eval(x) } } module.exports = A", {"one.run"}),
        ("function A() {} A.prototype.run = function () { eval(x) }; module.exports = A", {"run"}),
        ("function A() {} A.prototype = { run() { eval(x) } }; exports.A = A", {"A.run"}),
        ("function A() { this.run = () => eval(x) } exports.A = A", {"A.run"}),
        ("function a() {} a.run = () => eval(x); module.exports = a", {"run"}),
        ("exports.make = () => ({ run() { eval(x) } })", {"make.run"}),
        ("exports.make = () => { const a = {}; a.run = () => eval(x); return a }", {"make.run"}),
        ("module.exports = { a: { b: { go() { eval(x) } } } }", {"a.b.go"}),
        ("class B { run() { eval(x) } } class A extends B {} exports.A = A", {"A.run"}),
    ],
)
def test_members_of_classes_and_objects_are_known_with_them(source: str, names: set[str]) -> None:
    assert names <= defined(source)


@pytest.mark.parametrize(
    ("source", "handed"),
    [
        ("module.exports = require('./b')", ("default", "./b#")),
        ("exports.go = require('./b').run", ("go", "./b#run")),
        ("module.exports = { ...require('./b') }", ("*", "./b#")),
        ("module.exports = { b: require('./b') }", ("b", "./b#")),
        ("Object.assign(module.exports, require('./b'))", ("*", "./b#")),
        ("__exportStar(require('./b'), exports)", ("*", "./b#")),
        ("module.exports = { get go() { return require('./b').go } }", ("go", "./b#go")),
        ("class A extends require('./b') {} exports.A = A", ("A", "./b#")),
        ("export * from './b'", ("*", "./b#")),
        ("export * as b from './b'", ("b", "./b#")),
        ("export { run as go } from './b'", ("go", "./b#run")),
        ("export { default } from './b'", ("default", "./b#default")),
        ("import { go } from './b'; export { go }", ("go", "./b#go")),
        ("import go from './b'; export default go", ("default", "./b#default")),
    ],
)
def test_what_is_handed_on_is_known_by_its_name_there(source: str, handed: tuple[str, str]) -> None:
    assert handed in passed_on(source)


@pytest.mark.parametrize(
    "source", [GO, f"{GO}exports.other = 1", f"{GO}module.exports = {{ go: 'go' }}", "exports.go = eval(x)"]
)
def test_what_is_not_exported_or_runs_anyway_is_not_told(source: str) -> None:
    assert defined(source) == set()


@given(
    st.lists(
        st.sampled_from(
            (
                "exports.a = a;",
                "a.b = exports;",
                "module.exports = a;",
                "a = module.exports;",
                "var a = b;",
                "var b = a;",
                "class a extends a {}",
                "const a = {a};",
                "a.a = a;",
                "a.prototype = a;",
                "export {a as b};",
                "export default a;",
                "module.exports = {...a, ...require('./a')};",
                "function f() { return new f() } exports.f = f;",
            )
        ),
        max_size=12,
    )
)
def test_what_exports_itself_ends(pieces: list[str]) -> None:
    facts = javascript.read_quiet("\n".join(pieces).encode(), Language.JAVASCRIPT)
    assert all(one.name for one in facts.definitions)
    assert facts.problem is None


def test_variables_that_are_each_other_end() -> None:
    source = (
        b"var a = b; var b = a; exports.run = a; function run() { require('./x')(); } exports.known = run;"
    )
    facts = javascript.read_quiet(source, Language.JAVASCRIPT)
    assert facts.problem is None
    assert "known" in {one.name for one in facts.definitions}
