"""Install hooks that the baseline did not have."""

from pratique.core.finding import Confidence, Severity
from pratique.core.location import Location
from tests.analysis.inspecting import gem, npm, of_rule, package_json

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


GEM = {"lib/sample.rb": "SAMPLE = 1\n"}
NATIVE = {**GEM, "ext/sample/extconf.rb": 'require "mkmf"\n'}


def test_an_extension_that_a_gem_gains_is_found_at_its_line_of_the_metadata() -> None:
    done = gem(NATIVE, GEM, extensions=("ext/sample/extconf.rb",))
    (finding,) = of_rule(done, "new-install-hook")
    assert (Severity.HIGH, "./metadata") == (finding.severity, finding.locations[0].path)
    assert finding.locations[0].line is not None
    assert "extconf is new: gem will run `ext/sample/extconf.rb` at install" == finding.message


def test_a_plugin_that_a_gem_gains_is_found_where_it_lies() -> None:
    (finding,) = of_rule(gem({**GEM, "lib/rubygems_plugin.rb": "Gem\n"}, GEM), "new-install-hook")
    assert Location("lib/rubygems_plugin.rb") == finding.locations[0]
    assert "in every later gem command" in finding.message


def test_a_gem_that_always_built_an_extension_stays_quiet() -> None:
    extensions = ("ext/sample/extconf.rb",)
    done = gem(NATIVE, NATIVE, extensions=extensions, extensions_before=extensions)
    assert [] == of_rule(done, "new-install-hook")


def test_a_gem_that_always_built_several_extensions_stays_quiet() -> None:
    files = {**NATIVE, "ext/other/extconf.rb": 'require "mkmf"\n'}
    extensions = ("ext/sample/extconf.rb", "ext/other/extconf.rb")
    done = gem(files, files, extensions=extensions, extensions_before=extensions)
    assert [] == of_rule(done, "new-install-hook")


def test_a_second_extension_is_a_note_at_its_file() -> None:
    files = {**NATIVE, "ext/other/extconf.rb": 'require "mkmf"\n'}
    extensions = ("ext/sample/extconf.rb", "ext/other/extconf.rb")
    (finding,) = of_rule(
        gem(files, NATIVE, extensions=extensions, extensions_before=extensions[:1]), "new-install-hook"
    )
    assert (Severity.MEDIUM, Location("ext/other/extconf.rb")) == (finding.severity, finding.locations[0])
    assert "ext/sample/extconf.rb -> ext/other/extconf.rb" == finding.evidence


def test_the_rakefile_that_an_extension_starts_is_named_wherever_it_lies() -> None:
    files = {**GEM, "Rakefile": "task :default\n", "ext/rakefile.txt": ""}
    (finding,) = of_rule(gem(files, GEM, extensions=("ext/rakefile.txt",)), "new-install-hook")
    assert "rakefile is new: gem will run `Rakefile` at install" == finding.message


def test_an_extension_that_moves_is_a_note() -> None:
    moved = {**GEM, "ext/extconf.rb": 'require "mkmf"\n'}
    done = gem(moved, NATIVE, extensions=("ext/extconf.rb",), extensions_before=("ext/sample/extconf.rb",))
    (finding,) = of_rule(done, "new-install-hook")
    assert Severity.MEDIUM == finding.severity
