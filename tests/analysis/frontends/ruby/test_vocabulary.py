"""Names with a meaning of their own."""

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.frontends.ruby.vocabulary import is_harmless_variable
from tests.analysis.frontends.ruby.reading import apis, facts, flows

HEAD = "data = Base64.decode64(y)\n"


@pytest.mark.parametrize("name", ["NO_COLOR", "LC_ALL", "RUBYOPT", "PATH", "CI", "TERM", "BUNDLE_GEMFILE"])
def test_variables_of_terminals_and_tools_are_harmless(name: str) -> None:
    assert is_harmless_variable(name)
    assert [] == apis(f"ENV['{name}']", Capability.ENVIRONMENT)


@pytest.mark.parametrize(
    "name",
    ["HOME", "NPM_TOKEN", "AWS_PROFILE", "USER", "DEPLOY_KEY", "GEM_HOST_API_KEY", "BUNDLE_GITHUB__COM"],
)
def test_others_are_not(name: str) -> None:
    assert not is_harmless_variable(name)
    assert ["ENV"] == apis(f"ENV['{name}']", Capability.ENVIRONMENT)


@pytest.mark.parametrize(
    "carrying",
    [
        "data.to_s.dup.freeze.b",
        "data.force_encoding('UTF-8').scrub",
        "JSON.parse(data)",
        "Zlib::Inflate.inflate(data)",
        "StringIO.new(data).read",
        "String.new(data)",
        "CGI.unescape(data)",
        "data.then { |text| text }",
        "data.each_line.map { |line| line }.join",
        "[data].flat_map { |text| [text] }.first",
    ],
)
def test_what_gives_its_data_on_carries_it(carrying: str) -> None:
    assert [{Taint.DECODED}] == [taints for _, _, taints in flows(f"{HEAD}eval({carrying})")]


@pytest.mark.parametrize(
    "answering",
    ["data.length", "data.empty?", "data == 'a'", "data.encoding", "puts(data)", "system(data).exitstatus"],
)
def test_what_answers_something_else_does_not(answering: str) -> None:
    assert [] == [flow for flow in flows(f"{HEAD}eval({answering})") if flow[0] is Capability.CODE]


@pytest.mark.parametrize(
    ("block", "runs"),
    [
        ("loop { system('a') }", True),
        ("at_exit { system('a') }", True),
        ("3.times { system('a') }", True),
        ("Dir.mktmpdir { system('a') }", True),
        ("define_method(:b) { system('a') }", False),
        ("trap('INT') { system('a') }", False),
        ("base.before_action { system('a') }", False),
        ("get('/') { system('a') }", False),
    ],
)
def test_blocks_that_run_at_once_are_told_from_those_that_wait(block: str, *, runs: bool) -> None:
    assert [runs] == [use.at_load for use in facts(block).uses if use.capability is Capability.PROCESS]
