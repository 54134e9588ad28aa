"""What a call gives."""

import pytest

from pratique.analysis.engine.marks import ARGUMENTS, DECODED, ENVIRONMENT, EVERY, FILE, NETWORK
from pratique.analysis.engine.values import Constant
from tests.analysis.frontends.ruby.reading import value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Net::HTTP.new('a')", "Net::HTTP()"),
        ("Net::HTTP.start('a')", "Net::HTTP()"),
        ("URI.parse('a')", "URI()"),
        ("Resolv::DNS.open", "Resolv::DNS()"),
        ("TCPSocket.open('a', 1)", "TCPSocket()"),
        ("OpenSSL::Cipher::AES.new(256, :CBC).decrypt", "OpenSSL::Cipher()"),
        ("HTTP.headers(a: 1).headers(b: 1)", ""),
        ("Faraday.new.headers(a: 1)", "Faraday()"),
        ("binding", "Binding()"),
        ("x.get_binding", "Binding()"),
        ("Pathname.new('a') + x", "Pathname()"),
        ("x.foo", ""),
    ],
)
def test_a_call_gives_something_with_a_name(source: str, name: str) -> None:
    assert name == value(source).name


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("ENV['DEPLOY_KEY']", ENVIRONMENT),
        ("ENV.fetch(x)", ENVIRONMENT),
        ("ENV.to_h.inspect", ENVIRONMENT | EVERY),
        ("ENV['PATH']", 0),
        ("ARGV.shift", ARGUMENTS),
        ("File.read('a').strip", FILE),
        ("Pathname.new('a').read", FILE),
        ("Etc.getlogin", ENVIRONMENT),
        ("Net::HTTP.get(x).lines.first", NETWORK),
        ("TCPSocket.new('a', 1).gets", NETWORK),
        ("HTTParty.get(x).body", NETWORK),
        ("JSON.parse(Net::HTTP.get(x))['a']", NETWORK),
        ("[Net::HTTP.get(x), ENV['DEPLOY_KEY']].join", NETWORK | ENVIRONMENT),
        ("[Net::HTTP.get(x), ENV['DEPLOY_KEY']].last", ENVIRONMENT),
        ("'a'.concat(File.read('a'))", FILE),
        ("x.merge(a: File.read('a'))", FILE),
        ("format('%s', File.read('a'))", FILE),
        ("File.read('a').size", 0),
        ("puts(File.read('a'))", 0),
        ("x.find(File.read('a'))", 0),
        ("DATA.read", FILE),
    ],
)
def test_a_call_gives_data_with_the_marks_of_where_it_was(source: str, marks: int) -> None:
    assert marks == value(source).marks


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'ab'.reverse", "ba"),
        ("'a'.to_s.to_sym.freeze", "a"),
        ("7.to_s", "7"),
        ("format('%s-%d', 'a', 1)", "a-1"),
        ("StringIO.new('a')", "a"),
        ("URI('http://a.invalid/')", "http://a.invalid/"),
        ("proc { 'a' }.call", "a"),
        ("lambda(&proc { 'a' }).call", "a"),
        ("[x, 'a'].last", "a"),
        ("[x, 'a'][1]", "a"),
    ],
)
def test_a_call_on_constants_gives_a_constant(source: str, expected: Constant) -> None:
    assert expected == value(source).const


def test_an_attribute_of_an_instance_is_what_it_keeps() -> None:
    source = (
        "class A\n attr_reader :code\n def initialize\n  @code = Base64.decode64(x)\n end\nend\nA.new.code"
    )

    assert DECODED == value(source).marks
