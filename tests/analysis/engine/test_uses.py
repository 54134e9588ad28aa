"""The facts of a source: what it uses, asks for, reaches and starts."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.frontends.ruby.reading import apis, facts

C = Capability


@pytest.mark.parametrize(
    ("source", "capability", "api"),
    [
        ("OpenSSL::Cipher.new('aes').decrypt", C.DECRYPT, "OpenSSL::Cipher.decrypt"),
        ("Net::SMTP.start('a') { |s| s.to_s }", C.NETWORK, "Net::SMTP.start"),
        ("run = method(:system)", C.PROCESS, "Kernel.system"),
        ("x.instance_eval(y)", C.CODE, "Object.instance_eval"),
        ("Fiddle.dlopen(x)", C.NATIVE, "Fiddle.dlopen"),
        ("Etc.getlogin", C.IDENTITY, "Etc.getlogin"),
    ],
)
def test_a_use_is_told_by_its_name(source: str, capability: Capability, api: str) -> None:
    assert [api] == apis(source, capability)


@pytest.mark.parametrize(
    "source",
    [
        "ENV['a'] = 'b'",
        "ENV.delete('a')",
        "ENV['PATH']",
        "def system(x) = x\nsystem('a')",
        "x.system('a')",
        "y.each(&:eval)",
    ],
)
def test_what_only_looks_like_it_is_not(source: str) -> None:
    assert () == facts(source).uses


def test_a_started_program_is_read_as_a_command_line() -> None:
    found = facts("system('curl', '-s', 'http://a.invalid/x')\n`sh x.sh #{y}`\n`git status`")

    assert [("curl", 1), ("git", 3)] == [(command.program, command.line) for command in found.commands]
    assert {"http://a.invalid/x"} == {address.value for address in found.addresses}


def test_a_host_that_a_connection_is_given_is_an_address() -> None:
    assert {"a.invalid"} == {address.value for address in facts("TCPSocket.new('a.invalid', 1)").addresses}


def test_a_text_put_together_of_pieces_is_read_as_a_whole() -> None:
    found = facts("x = 'https:' + '//a.inv' + 'alid/'\ny = \"#{'/etc'}/shadow\"")

    assert [("https://a.invalid/", True)] == [(address.value, address.encoded) for address in found.addresses]
    assert ["/etc/shadow"] == [use.api for use in found.uses if use.capability is C.SECRETS]


def test_a_method_that_is_handed_on_is_a_use_of_it() -> None:
    assert {"Kernel.eval"} == set(apis("x.each(&method(:eval))", C.CODE))
    assert {"Kernel.eval"} == set(apis("define_singleton_method(:run, &Kernel.method(:eval))", C.CODE))


def test_code_on_a_command_line_is_read() -> None:
    assert ["Kernel.eval"] == apis("system('ruby', '-rsocket', '-e', 'eval(y)')", C.CODE)
    assert ["Kernel.eval"] == apis("`ruby -e 'eval(y)'`", C.CODE)
