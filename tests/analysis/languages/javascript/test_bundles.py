"""Modules inside a bundle."""

from tests.analysis.languages.javascript.reading import W, apis, at_load

BUNDLE = """(() => { var e = {
  147: e => { "use strict"; e.exports = require("fs") },
  5: (e, t, n) => { const f = n(147); f.unlinkSync("x"); %s }
}; var t = {};
function n(r) { var s = t[r]; if (s !== undefined) return s.exports;
  var i = t[r] = { exports: {} }; e[r](i, i.exports, n); return i.exports }
module.exports = n(5) })();"""


def test_a_module_of_a_bundle_is_known_by_what_it_exports() -> None:
    assert {"fs.unlinkSync"} == apis(BUNDLE % "", W)


def test_the_modules_of_a_bundle_run_when_it_is_loaded() -> None:
    assert at_load(BUNDLE % "eval(x)")


def test_numbers_that_are_no_modules_are_passed_over() -> None:
    assert {"fs.unlinkSync"} == apis(BUNDLE % "n(99).rmSync('y')", W)
