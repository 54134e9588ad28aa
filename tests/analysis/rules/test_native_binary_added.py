"""Compiled code that the baseline did not ship."""

from pratique.core.finding import Severity
from tests.analysis.inspecting import gem, npm, of_rule, package_json, wheel

RULE = "native-binary-added"
ELF = b"\x7fELF\x02\x01\x01" + bytes(64)
PURE = {"index.js": "module.exports = 1"}


def test_a_binary_that_appears_is_a_note() -> None:
    (finding,) = of_rule(npm({**PURE, "lib/tool": ELF}, PURE), RULE)
    assert Severity.MEDIUM == finding.severity
    assert "lib/tool" == finding.locations[0].path


def test_a_binary_started_at_install_is_held() -> None:
    manifest = package_json(scripts={"install": "./lib/tool --setup"})
    (finding,) = of_rule(npm({**PURE, "package.json": manifest, "lib/tool": ELF}, PURE), RULE)
    assert Severity.HIGH == finding.severity
    assert "started at install" in finding.message


def test_a_binary_in_a_wheel_named_pure_is_told() -> None:
    module = {"sample/__init__.py": "x = 1\n"}
    (finding,) = of_rule(wheel({**module, "sample/core.bin": ELF}, module), RULE)
    assert "pure Python" in finding.message


def test_a_package_that_always_shipped_binaries_stays_quiet() -> None:
    assert [] == of_rule(npm({**PURE, "a.node": ELF + b"2"}, {**PURE, "a.node": ELF}), RULE)


def test_a_binary_that_gem_loads_as_a_plugin_is_held() -> None:
    code = {"lib/sample.rb": "SAMPLE = 1\n"}
    (finding,) = of_rule(gem({**code, "lib/rubygems_plugin.so": ELF}, code), RULE)
    assert Severity.HIGH == finding.severity
    (finding,) = of_rule(gem({**code, "lib/sample.so": ELF}, code), RULE)
    assert Severity.MEDIUM == finding.severity
