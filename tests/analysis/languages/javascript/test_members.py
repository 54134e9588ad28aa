"""Members: names of APIs, properties of literals and instances, what is assigned to properties."""

import pytest

from pratique.analysis.engine.marks import ARGUMENTS, ENVIRONMENT, OWN
from tests.analysis.languages.javascript.reading import C as CODE
from tests.analysis.languages.javascript.reading import apis, const, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("require('fs').promises.readFile", "fs.readFile"),
        ("require('fs/promises').readFile", "fs.readFile"),
        ("window.self.globalThis.eval", "eval"),
        ("globalThis['ev' + 'al']", "eval"),
        ("module.constructor._load", "module._load"),
        ("process.mainModule.require", "require"),
        ("require('module').prototype._compile", "module._compile"),
        ("[].constructor.constructor", "Function"),
        ("(() => {}).constructor", "Function"),
        ("''.sub.constructor", "Function"),
        ("[]['filter']['constructor']", "Function"),
        ("x.constructor.constructor", "Function"),
        ("(async function () {}).__proto__.constructor", "Function"),
        ("Function.prototype.constructor", "Function"),
        ("require('child_process')[x]", "child_process.[computed]"),
        ("process.env[x]", "process.env.[computed]"),
    ],
)
def test_members_are_named_whatever_the_way_to_them(source: str, expected: str) -> None:
    assert expected == value(f"probe({source})").name


def test_properties_of_literals() -> None:
    assert "b" == const("{a: 'b'}.a")
    assert "c" == const("['b', 'c'][1]")
    assert 2 == const("['b', 'c'].length")


def test_properties_that_the_file_assigns() -> None:
    assert "fs" == value("const o = {}; o.a = require('fs'); probe(o.a)").name
    assert "fs" == value("class A { constructor() { this.f = require('fs') } m() { probe(this.f) } }").name
    assert "fs" == value("class A { f = require('fs'); m() { probe(this.f) } }").name


def test_properties_that_the_file_assigns_are_known_by_another_name_of_the_object() -> None:
    assert "fs" == value("const o = {}; o.a = require('fs'); const p = o; probe(p.a)").name
    assert "fs" == value("const o = {}; o.a = require('fs'); const {a} = o; probe(a)").name
    assert "fs" == value("const o = {}; o.a = {b: require('fs')}; const {a: {b}} = o; probe(b)").name
    assert "" == value("const o = {}; o.a = require('fs'); const p = o.b; probe(p.a)").name
    assert "" == value("const a = b, b = a; a.c = 1; probe(b.d)").name


def test_the_same_property_of_another_object_is_another() -> None:
    assert "" == value("const o = {}, p = {}; o.a = require('fs'); probe(p.a)").name


def test_reading_the_environment_marks_all_but_harmless_variables() -> None:
    assert ENVIRONMENT == value("probe(process.env.SETTING)").marks
    assert 0 == value("probe(process.env.NODE_ENV)").marks
    assert ARGUMENTS == value("probe(process.argv[2])").marks
    assert OWN == value("probe(import.meta.url)").marks


def test_hiding_which_property_of_process_is_read_counts_as_reading_the_environment() -> None:
    assert ENVIRONMENT & value("probe(process[atob(x)])").marks
    assert 0 == ENVIRONMENT & value("probe(process[x])").marks


def test_the_size_of_a_secret_is_no_secret() -> None:
    assert 0 == value("probe(process.env.SETTING.length)").marks


def test_an_ordinary_constructor_is_no_function_maker() -> None:
    assert set() == apis("this.constructor('return 1'); x.constructor(y)", CODE)


def test_an_object_in_place_of_a_name_asks_for_nothing_that_is_known() -> None:
    assert ENVIRONMENT & value("const k = {a: 1}; probe(process.env.SETTING[k])").marks
    assert "" == value("const k = {a: 1}; probe(this[k])").name
