"""What the walk notes of statements: scopes of blocks, loops, classes, imports."""

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript.scopes import How, lookup
from tests.analysis.languages.javascript.reading import indexed


def test_a_block_has_its_own_constants_and_shares_variables() -> None:
    index = indexed("{ const a = 1; var b = 2; f() } g()")
    inner, outer = (index.named_calls[name][0].scope for name in (b"f", b"g"))

    assert lookup(inner, b"a") is inner
    assert lookup(outer, b"a") is None
    assert lookup(outer, b"b") is index.scope


def test_loops_bind_their_variable() -> None:
    index = indexed("for (const a of b) { f(a) } for (let i = 0; i < 3; i++) g(i); for (var c in d) h(c)")

    assert How.ELEMENT is index.named_calls[b"f"][0].scope.names[b"a"][0].how
    assert b"i" in index.named_calls[b"g"][0].scope.names
    assert How.OTHER is index.scope.names[b"c"][0].how


def test_a_caught_error_hides_an_outer_name() -> None:
    index = indexed("const e = eval; try {} catch (e) { e('x') }")

    assert index.scope is not lookup(index.named_calls[b"e"][0].scope, b"e")


def test_classes_have_methods_fields_and_a_constructor() -> None:
    index = indexed("class A extends B { constructor() { f() } m() {} x = 1; static s = g(); n = () => {} }")
    [made] = index.classes.values()

    assert {b"m", b"n"} == set(made.methods)
    assert {b"x", b"s"} == set(made.fields)
    assert made.body is index.named_calls[b"f"][0].scope.function
    assert index.file is index.named_calls[b"g"][0].scope.function


def test_imports_of_every_form() -> None:
    source = "import a, {b as c} from 'x'; import * as d from 'y'; import 'z'; export * from './w'; export {e} from 'v'"
    index = indexed(source)

    assert {"x", "y", "z", "./w", "v"} == {asked.module for asked in index.imports}
    paths = {name: bounds[0].path for name, bounds in index.scope.names.items()}
    assert {b"a": (b"default",), b"c": (b"b",), b"d": ()} == paths


def test_imports_of_types_are_none() -> None:
    index = indexed(
        "import type {A} from 'a'; export type {B} from 'b'; import c = require('c')", Language.TYPESCRIPT
    )

    assert ["c"] == [asked.module for asked in index.imports]


def test_what_functions_return_is_noted() -> None:
    [function] = indexed("function f() { if (a) return /* why */ 1; return; }").functions.values()

    assert ["number"] == [node.type for node, _ in function.returns]


def test_what_a_generator_gives_is_noted_unless_it_is_handed_on() -> None:
    [function] = indexed("function* f() { yield; yield* a; yield 1 }").functions.values()
    assert {"identifier", "number"} == {node.type for node, _ in function.returns}

    [handed] = indexed("run(function* () { yield 1 })").functions.values()
    assert [] == handed.returns


def test_exports_of_every_form() -> None:
    source = (
        "export function a() {} export class B {} export const c = 1, {d, e: [f]} = g; function h() {}"
        "export {h, h as i}; export default h; export * from './w'; export * as j from './w'; export {k as l} from './w'"
    )
    found = {(one.name, one.local, one.module, one.path) for one in indexed(source).exported}

    own = {(name, name, "", ()) for name in (b"a", b"B", b"c", b"d", b"f", b"h")}
    handed = {(b"", b"", "./w", ()), (b"j", b"", "./w", ()), (b"l", b"", "./w", (b"k",))}
    assert own | handed | {(b"i", b"h", "", ()), (b"default", b"", "", ())} == found
