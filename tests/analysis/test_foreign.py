"""Files of other languages that code of node asks for."""

from typing import Any

import pytest

from pratique.core.finding import Unread
from tests.analysis.inspecting import npm, package_json

CODE = "const fs = require('fs');\nfunction a(b) { return fs.readFileSync(b, 'utf8'); }\n"
TEXT = "This is a page, whatever its name says: it has (no code.\n" * 20
UNSURE = "`a`;\n" + TEXT

STYLE = (
    '@import "../colours";\n' + ".Worker:not(.b) > .c {\n  ~ .d:before, ~ .d:after { width: 50%; }\n}\n" * 9
)
COFFEE = (
    "fs = require 'fs'\n\nmodule.exports = (robot, names) ->\n"
    + "  for name in fs.readdirSync __dirname when name not in names\n    robot.load name, (done) -> done? unless names?\n"
    * 6
)
ASKS = "const theme = require('./theme.scss'); module.exports = theme;"


@pytest.mark.parametrize(
    ("code", "style", "manifest", "reached"),
    [
        (ASKS, STYLE, {}, False),
        ("import { register } from 'hooks-of-node'; register();\n" + ASKS, STYLE, {}, True),
        ("require('hooks-of-node').register({});\n" + ASKS, STYLE, {}, True),
        ("require('hooks-of-node/register');\n" + ASKS, STYLE, {}, True),
        (ASKS.replace(".scss", ".coffee"), COFFEE, {}, False),
        ("require('coffee-script/register');" + ASKS.replace(".scss", ".coffee"), COFFEE, {}, True),
        ("const c = require('coffeescript');" + ASKS.replace(".scss", ".coffee"), COFFEE, {}, True),
        (ASKS, f"import 'a';\n{UNSURE}", {}, True),
        (ASKS, STYLE, {"scripts": {"postinstall": "node theme.scss"}}, True),
        (ASKS.replace(".scss", ".data"), STYLE, {}, True),
        ("require.extensions['.scss'] = (m, f) => m._compile(cut(f), f);" + ASKS, STYLE, {}, True),
        (
            "require['exten' + 'sions']['.scss'] = (m, f) => m['_comp' + 'ile'](cut(f), f);" + ASKS,
            STYLE,
            {},
            True,
        ),
        (
            "const r = require; r['exten' + 'sions']['.scss'] = (m, f) => m[x](cut(f));" + ASKS,
            STYLE,
            {},
            True,
        ),
        ("module['constr' + 'uctor'][x]['.scss'] = (m, f) => m[y](cut(f));" + ASKS, STYLE, {}, True),
        ("require('module')[pick()]['.scss'] = show;" + ASKS, STYLE, {}, True),
        ("require('node:module').register('./hook.mjs');" + ASKS, STYLE, {}, True),
        ("new Function(cut(require('fs').readFileSync('theme.scss')))();" + ASKS, STYLE, {}, True),
        ("require(process.argv[2]);" + ASKS, STYLE, {}, True),
    ],
    ids=[
        "asked for",
        *("another hook", "a hook by its member", "a hook by its file"),
        *("CoffeeScript", "registered CoffeeScript", "compiled CoffeeScript"),
        *("perhaps code", "started", "no name of style", "compiled"),
        *("compiled by names put together", "by another name of require", "by the module", "another loader"),
        *("a hook of modules", "run as code", "names unknown"),
    ],
)
def test_what_a_bundler_or_compiler_is_asked_for_hides_nothing(
    code: str, style: str, manifest: dict[str, Any], reached: bool
) -> None:
    name = next(name for name in map("theme.{}".format, ("data", "coffee", "scss")) if name in code)
    files = {"package.json": package_json(**manifest), "index.js": code, name: style}
    assert reached is any(item.reached for item in npm(files).inspection.unread)


@pytest.mark.parametrize(
    ("before", "reached"),
    [
        ("", False),
        ("require('node:module').register('./hook.mjs');", True),
        ("1./module.constructor.load('theme.astro');", True),
        ("arguments[1].extensions['.astro'] = (m, f) => m[x](cut(f));", True),
        ("f(require);", True),
    ],
)
def test_a_part_of_a_page_counts_where_the_package_may_load_it_otherwise(before: str, reached: bool) -> None:
    page = f"---\nimport A from './a.astro';\n---\n{CODE}{TEXT}"
    files = {
        "package.json": package_json(),
        "theme.astro": page,
        "index.js": before + ASKS.replace("theme.scss", "theme.astro"),
    }
    unread = npm(files).inspection.unread
    assert unread
    assert reached is any(item.reached for item in unread)


@pytest.mark.parametrize(
    ("name", "start", "reached"),
    [
        ("theme.svelte", "<script>\n", False),
        ("theme.svelte", "{#if a}\n", False),
        ("theme.svelte", "{a}\n", True),
        ("theme.vue", "<!-- ours -->\n<template>\n", False),
        ("theme.vue", "let a = 1;\n<template>\n", True),
    ],
)
def test_a_page_begins_with_a_tag(name: str, start: str, reached: bool) -> None:
    files = {
        "package.json": package_json(),
        name: f"{start}{CODE}{UNSURE}",
        "index.js": ASKS.replace("theme.scss", name),
    }
    assert reached is any(item.reached for item in npm(files).inspection.unread)


@pytest.mark.parametrize(
    ("code", "manifest", "reached"),
    [
        (
            "export const extensions = { register: 1 }.x; export function install(module) {}",
            {"type": "module"},
            True,
        ),
        ("export const extensions = {}; export function install(module) {}", {"type": "module"}, False),
        ("export const extensions = {}; export function install(module) {}", {}, True),
        ("export const load = process.getBuiltinModule('mod' + 'ule');", {"type": "module"}, True),
        ("export const load = process['getBuiltin' + 'Module'];", {"type": "module"}, True),
        ("const p = process; export const load = p['getBuiltin' + 'Module'];", {"type": "module"}, True),
        ("const p = process\nexport const load = p['getBuiltin' + 'Module'];", {"type": "module"}, True),
        ("const { process: p } = globalThis\nexport const load = p[x];", {"type": "module"}, True),
        ("export const load = globalThis['proc' + 'ess'][x];", {"type": "module"}, True),
        ("export const env = process.env.X, cwd = process?.cwd();", {"type": "module"}, False),
        ("import m from 'module'; m[x]['.astro'] = 1;", {"type": "module"}, True),
        ("export const load = import.meta.require;", {"type": "module"}, True),
    ],
)
def test_names_in_a_module_are_its_own(code: str, manifest: dict[str, Any], reached: bool) -> None:
    files = {
        "package.json": package_json(**manifest),
        "theme.astro": f"---\nimport A from './a.astro';\n---\n{CODE}{TEXT}",
        "index.js": f"import theme from './theme.astro';\n{code}\n",
    }
    unread = npm(files).inspection.unread
    assert unread
    assert reached is any(item.reached for item in unread)


def told(files: dict[str, str], **manifest: Any) -> list[tuple[str, str, bool]]:
    found: tuple[Unread, ...] = npm({"package.json": package_json(**manifest), **files}).inspection.unread
    return [(item.path, item.why, item.reached) for item in found]


@pytest.mark.parametrize("asks", ["./lib/robot", "./lib/robot.coffee"])
def test_coffee_script_that_a_package_compiles_itself_is_not_read(asks: str) -> None:
    code = f"require('coffee-script/register'); module.exports = require('{asks}');"

    assert [("lib/robot.coffee", "CoffeeScript is not read", True)] == told(
        {"index.js": code, "lib/robot.coffee": "run = -> go()\n"}
    )


def test_coffee_script_that_nobody_asks_for_is_left_alone() -> None:
    files = {"index.js": "require('coffee-script/register');", "src/robot.coffee": "run = -> go()\n"}

    assert [] == told(files)


def test_a_test_that_compiles_brings_no_compiler() -> None:
    files = {
        "index.js": "require('./lib/robot');",
        "lib/robot.js": "exports.a = 1;",
        "lib/robot.coffee": "run = -> go()\n",
        "test/all.js": "require('coffee-script/register'); require('../lib/robot');",
    }

    assert [] == told(files)
