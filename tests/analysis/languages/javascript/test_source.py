"""A source and the notes taken of it."""

from pratique.analysis.facts import Address, Capability
from tests.analysis.languages.javascript.reading import addresses, apis, facts


def test_lines_are_counted_by_bytes() -> None:
    found = facts("\n'é';\n\n'https://a.invalid/'")

    assert [4] == [address.line for address in found.addresses]


def test_places_of_credentials_and_of_start_up_are_named() -> None:
    source = "const a = '/.npmrc'; const b = 'Library/LaunchAgents/x.plist'"

    assert {".npmrc"} == apis(source, Capability.SECRETS)
    assert {"launchd"} == apis(source, Capability.PERSISTENCE)


def test_decoded_texts_are_searched_too() -> None:
    # btoa('https://a.invalid/ .npmrc')
    source = "const a = atob('aHR0cHM6Ly9hLmludmFsaWQvIC5ucG1yYw==')"

    assert [Address("https://a.invalid/", 1, encoded=True)] == addresses(source)
    assert {".npmrc"} == apis(source, Capability.SECRETS)


def test_decoded_code_is_read_though_nothing_runs_it() -> None:
    # btoa("require('child_process').exec('id')")
    source = "const a = atob('cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoJ2lkJyk=')"
    [use] = [use for use in facts(source).uses if use.capability is Capability.PROCESS]

    assert ("child_process.exec", "id", 1, False) == (use.api, use.argument, use.depth, use.at_load)


def test_a_text_that_stands_in_many_places_is_told_in_each() -> None:
    source = "const a = '/.npmrc';\nfunction f() {\n  return '/.npmrc';\n}"

    found = [use for use in facts(source).uses if use.capability is Capability.SECRETS]

    assert [(1, True), (3, False)] == [(use.line, use.at_load) for use in found]
