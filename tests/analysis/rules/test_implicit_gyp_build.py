"""Builds that no script announces."""

from tests.analysis.inspecting import npm, of_rule, package_json

GYP = '{"targets": [{"target_name": "x", "sources": ["<!(node ./index.js && echo stub.c)"]}]}'
PURE = {"index.js": "module.exports = 1"}
RULE = "implicit-gyp-build"


def test_a_binding_gyp_added_to_pure_javascript_is_found() -> None:
    (finding,) = of_rule(npm({**PURE, "binding.gyp": GYP}, PURE), RULE)
    assert "binding.gyp" == finding.locations[0].path
    assert "baseline has no native build" in finding.message


def test_without_a_baseline_a_build_of_nothing_is_found() -> None:
    (finding,) = of_rule(npm({**PURE, "binding.gyp": GYP}), RULE)
    assert "no native source" in finding.message


def test_a_native_add_on_that_always_built_stays_quiet() -> None:
    native = {**PURE, "binding.gyp": GYP, "src/x.cc": "int x;"}
    assert [] == of_rule(npm(native, native), RULE)
    assert [] == of_rule(npm(native), RULE)


def test_a_declared_install_script_is_not_implicit() -> None:
    manifest = package_json(scripts={"install": "node-gyp rebuild"})
    assert [] == of_rule(npm({**PURE, "package.json": manifest, "binding.gyp": GYP}, PURE), RULE)
