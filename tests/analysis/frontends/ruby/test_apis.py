"""What the names of Ruby's core, its library and well-known gems can do."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby.apis import CAPABILITIES, SAME_NAMES
from pratique.analysis.frontends.ruby.model import MODEL
from tests.analysis.frontends.ruby.reading import facts

C = Capability


@pytest.mark.parametrize(
    ("source", "capability"),
    [
        ("eval(x)", C.CODE),
        ("binding.eval(x)", C.CODE),
        ("TOPLEVEL_BINDING.eval(x)", C.CODE),
        ("RubyVM::InstructionSequence.compile(x)", C.CODE),
        ("Psych.unsafe_load(x)", C.CODE),
        ("system(x)", C.PROCESS),
        ("`#{x}`", C.PROCESS),
        ("%x(#{x})", C.PROCESS),
        ("Open3.popen3(x)", C.PROCESS),
        ("PTY.spawn(x)", C.PROCESS),
        ("Net::HTTP.start(x)", C.NETWORK),
        ("URI(x).open", C.NETWORK),
        ("HTTParty.post(x)", C.NETWORK),
        ("TCPSocket.new(x, 1)", C.NETWORK),
        ("File.read(x)", C.FILE_READ),
        ("Dir[x]", C.FILE_READ),
        ("Pathname.new(x).read", C.FILE_READ),
        ("FileUtils.rm_rf(x)", C.FILE_WRITE),
        ("File.chmod(0o755, x)", C.FILE_WRITE),
        ("Base64.decode64(x)", C.DECODE),
        ("OpenSSL::PKey::RSA.new(x).private_decrypt(y)", C.DECRYPT),
        ("Fiddle.dlopen(x)", C.NATIVE),
        ("Socket.gethostname", C.IDENTITY),
        ("Gem.post_install { x }", C.PERSISTENCE),
        ("Win32::Registry::HKEY_CURRENT_USER.create(x)", C.PERSISTENCE),
    ],
)
def test_a_call_is_told_with_its_capability(source: str, capability: Capability) -> None:
    assert [capability] == [use.capability for use in facts(source).uses]


def test_the_last_word_of_every_name_is_looked_for() -> None:
    assert {"eval", "decode64", "`", "[]"} <= MODEL.wanted
    assert "raise" not in MODEL.wanted


def test_other_names_lead_to_names_in_the_tables() -> None:
    known = {name.rpartition(".")[0] for name in CAPABILITIES}

    assert {"YAML", "Kernel", "Binding()", "RubyVM::InstructionSequence"} <= known & set(SAME_NAMES.values())
