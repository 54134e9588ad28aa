"""What calls of Ruby can do where their name alone does not say."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.frontends.ruby.reading import apis, facts

C = Capability


@pytest.mark.parametrize(
    ("source", "capability", "api"),
    [
        ("open('|ls')", C.PROCESS, "Kernel.open"),
        ("open('http://a.invalid/')", C.NETWORK, "URI.open"),
        ("open('a')", C.FILE_READ, "Kernel.open"),
        ("open('a', 'w')", C.FILE_WRITE, "Kernel.open"),
        ("File.open('a', mode: 'ab')", C.FILE_WRITE, "File.open"),
        ("File.new('a', 'rb')", C.FILE_READ, "File.new"),
        ("x.unpack('m')", C.DECODE, "String.unpack(m)"),
        ("[x].pack('H*')", C.DECODE, "Array.pack(H*)"),
        ("x.tr('A-Za-z', 'N-ZA-Mn-za-m')", C.DECODE, "String.tr"),
        ("(x ^ 7).chr", C.DECODE, "xor"),
        ("module Kernel\n def require(x) = x\nend", C.PERSISTENCE, "Kernel.require redefined"),
        ("class Gem::Installer\n def a; end\nend", C.PERSISTENCE, "Gem::Installer redefined"),
    ],
)
def test_a_call_is_told_by_what_it_is_given(source: str, capability: Capability, api: str) -> None:
    assert [api] == apis(source, capability)


@pytest.mark.parametrize(
    "source",
    [
        "x.unpack('C*')",
        "[x].pack('a2')",
        "x.tr('-', '_')",
        "x.chr",
        "x.instance_eval { y }",
        "eval",
        "class A\n def require(x) = x\nend",
    ],
)
def test_what_only_looks_like_it_is_not(source: str) -> None:
    assert () == facts(source).uses
