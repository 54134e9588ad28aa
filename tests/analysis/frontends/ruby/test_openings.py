"""Files, programs and addresses that are opened."""

import pytest

from pratique.analysis.engine.marks import FILE, NETWORK, PROCESS
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.openings import printed
from tests.analysis.frontends.ruby.reading import facts, value


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("File.open('a').read", FILE),
        ("File.open('a', 'rb').read", FILE),
        ("File.open('a', mode: x).read", FILE),
        ("File.open('a', 'w')", 0),
        ("File.open('a', mode: 'ab')", 0),
        ("open(x).read", FILE),
        ("open('http://a.invalid/').read", NETWORK),
        ("open('http://a.invalid/' + x).read", NETWORK),
        ('open("HTTPS://a.invalid/#{x}").read', NETWORK),
        ("open(URI('http://a.invalid/')).read", NETWORK),
        ("require 'open-uri'\nopen(x).read", NETWORK),
        ("require 'open-uri'\nopen(x, 'w')", 0),
        ("require 'open-uri'\nopen('a').read", FILE),
        ("open('|curl http://a.invalid/').read", NETWORK | PROCESS),
        ("open('|ls').read", PROCESS),
        ("`curl http://a.invalid/`", NETWORK | PROCESS),
        ("`/usr/bin/wget -qO- #{x}`", NETWORK | PROCESS),
        ("`ls #{x}`", PROCESS),
        ("IO.popen('curl http://a.invalid/').read", NETWORK | PROCESS),
        ('IO.popen("curl #{x}").read', NETWORK | PROCESS),
        ("Open3.capture2('curl', x)", NETWORK | PROCESS),
    ],
)
def test_what_comes_out_has_the_marks_of_where_it_was(source: str, marks: int) -> None:
    assert marks == value(source).marks


@pytest.mark.parametrize(
    ("source", "capability"),
    [
        ("open('%s' % 'http://a.invalid/')", Capability.NETWORK),
        ("open(%w[| ls].join)", Capability.PROCESS),
        ('open("|#{x}")', Capability.PROCESS),
        ('open("#{x}|")', Capability.FILE_READ),
        ("open(x, 'r+')", Capability.FILE_WRITE),
        ("File.open('|ls')", Capability.FILE_READ),
    ],
)
def test_an_opening_is_told_for_what_it_opens(source: str, capability: Capability) -> None:
    assert [capability] == [use.capability for use in facts(source).uses]


def test_only_downloaders_print_what_comes_from_the_network() -> None:
    assert [NETWORK, NETWORK, 0, 0, 0] == [
        printed(command) for command in ("| curl -s x", "/bin/wget x", "echo curl", "", None)
    ]
