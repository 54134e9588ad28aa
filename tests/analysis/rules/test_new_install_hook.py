"""Install hooks that the baseline did not have."""

from pratique.core.finding import Confidence, Location, Severity
from tests.analysis.inspecting import npm, of_rule, package_json

PLAIN = {"package.json": package_json(scripts={"test": "mocha"}), "index.js": "module.exports = 1"}


def with_hook(name: str, command: str) -> dict[str, str]:
    return {"package.json": package_json(scripts={name: command}), "index.js": "module.exports = 1"}


def test_an_added_postinstall_is_found_at_its_line() -> None:
    (finding,) = of_rule(npm(with_hook("postinstall", "node lib/build.js"), PLAIN), "new-install-hook")
    assert (Severity.HIGH, Confidence.HIGH) == (finding.severity, finding.confidence)
    assert Location("package.json", 5) == finding.locations[0]
    assert "node lib/build.js" in finding.message


def test_each_lifecycle_script_that_npm_runs_at_install_counts() -> None:
    for name in ("preinstall", "install", "postinstall"):
        assert 1 == len(of_rule(npm(with_hook(name, "node x.js"), PLAIN), "new-install-hook"))


def test_a_hook_that_the_baseline_had_stays_quiet() -> None:
    hooked = with_hook("postinstall", "node build.js")
    assert [] == of_rule(npm(hooked, hooked), "new-install-hook")


def test_the_same_command_under_another_hook_stays_quiet() -> None:
    before, after = with_hook("postinstall", "node build.js"), with_hook("install", "node build.js")
    assert [] == of_rule(npm(after, before), "new-install-hook")


def test_a_changed_command_is_a_note() -> None:
    before, after = with_hook("postinstall", "node a.js"), with_hook("postinstall", "node b.js")
    (finding,) = of_rule(npm(after, before), "new-install-hook")
    assert Severity.MEDIUM == finding.severity


def test_scripts_that_npm_does_not_run_at_install_stay_quiet() -> None:
    assert [] == of_rule(npm(with_hook("prepublishOnly", "node x.js"), PLAIN), "new-install-hook")


def test_without_a_baseline_the_rule_does_not_apply_and_says_so() -> None:
    inspection = npm(with_hook("postinstall", "node x.js")).inspection
    assert "new-install-hook" in {skipped.rule for skipped in inspection.not_applicable}
