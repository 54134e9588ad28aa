"""A source and the notes taken of it."""

import pytest

from pratique.analysis.facts import Address, Capability
from tests.analysis.frontends.ruby.reading import apis, facts

HIDDEN = "aHR0cHM6Ly9hLmludmFsaWQvIC5ucG1yYw=="
"""https://a.invalid/ .npmrc"""


def test_lines_are_counted_by_bytes() -> None:
    found = facts("\n'\u00e9'\n\n'https://a.invalid/'")

    assert (Address("https://a.invalid/", 4),) == found.addresses


def test_places_of_credentials_and_of_start_up_are_named() -> None:
    source = "a = File.join(Dir.home, '/.npmrc')\nb = \"Library/LaunchAgents/#{name}.plist\""

    assert [".npmrc"] == apis(source, Capability.SECRETS)
    assert ["launchd"] == apis(source, Capability.PERSISTENCE)


def test_a_text_that_is_no_unicode_is_shown_all_the_same() -> None:
    (use,) = facts(r'a = "\xff/.npmrc"').uses

    assert ("\ufffd/.npmrc", Capability.SECRETS) == (use.argument, use.capability)


def test_decoded_texts_are_searched_too() -> None:
    found = facts(f"a = Base64.decode64('{HIDDEN}')")

    assert (Address("https://a.invalid/", 1, encoded=True),) == found.addresses
    assert [".npmrc"] == [use.api for use in found.uses if use.capability is Capability.SECRETS]


@pytest.mark.parametrize(
    ("source", "at_load"),
    [
        ("eval('spawn(1)')", True),
        ("def f\n eval('spawn(1)')\nend", False),
        ("def f\n eval('spawn(1)')\nend\nf", True),
        ("x = Base64.decode64('c3Bhd24oMSk7IGV2YWwoMik=')", False),
    ],
)
def test_code_in_a_text_runs_when_what_runs_it_does(source: str, *, at_load: bool) -> None:
    found = [(use.depth, use.at_load) for use in facts(source).uses if use.api == "Kernel.spawn"]

    assert [(1, at_load)] == found
