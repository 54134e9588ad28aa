"""From a call in the source to what it calls."""

import pytest

from pratique.analysis.engine.evaluate import At, Resolved
from pratique.analysis.engine.ir import Call
from pratique.analysis.engine.marks import DECODED
from pratique.analysis.frontends.ruby.resolve import resolve
from tests.analysis.frontends.ruby.reading import evaluated, last


def ending(source: str) -> Resolved:
    """What the call that ends a source calls."""
    unit, evaluator, _ = evaluated(source)
    call = last(unit)
    assert isinstance(call, Call)
    return resolve(evaluator, call, At(unit.scope, unit.scope.branch))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("system('a')", "Kernel.system"),
        ("`a`", "Kernel.`"),
        ("Kernel.system('a')", "Kernel.system"),
        ("::Kernel.system('a')", "Kernel.system"),
        ("self.system('a')", "Kernel.system"),
        ("Object.send(:system, 'a')", "Kernel.system"),
        ("x.send('sys' + 'tem', 'a')", "Kernel.system"),
        ("send(:__send__, :public_send, :system, 'a')", "Kernel.system"),
        ("m = method(:system)\nm.('a')", "Kernel.system"),
        ("m = Kernel.method(:system)\nm['a']", "Kernel.system"),
        ("alias run system\nrun('a')", "Kernel.system"),
        ("alias run system\nalias go run\ngo('a')", "Kernel.system"),
        ("K = Kernel\nK.system('a')", "Kernel.system"),
        ("Object.const_get(:Kernel).system('a')", "Kernel.system"),
        ("Net::HTTP.get(x)", "Net::HTTP.get"),
        ("h = Net::HTTP.new(x)\nh.request(y)", "Net::HTTP().request"),
        ("URI.parse(x).open", "URI().open"),
        ("x.instance_eval(y)", "Object.instance_eval"),
        ("rm_rf(x)", "FileUtils.rm_rf"),
        ("ENV['a']", "ENV.[]"),
        ("x.system('a')", ""),
        ("send(x, 'a')", ""),
    ],
)
def test_a_call_has_the_name_of_what_it_calls(source: str, name: str) -> None:
    found = ending(source)

    assert (name, None) == (found.name, found.target)


@pytest.mark.parametrize(
    ("source", "method"),
    [
        ("def system(x) = x\nsystem('a')", "system"),
        ("def f(x) = x\nf('a')", "f"),
        ("class A\n def self.f = 1\nend\nA.f", "f"),
        ("class A\n def f = 1\nend\nA.new.f", "f"),
        ("class A\n def f = 1\nend\nclass B < A\nend\nB.new.f", "f"),
        ("module M\n def f = 1\nend\nclass A\n include M\nend\nA.new.f", "f"),
        ("def f = 1\nsend(:f)", "f"),
        ("def f = 1\nmethod(:f).call", "f"),
        ("def f = 1\nalias g f\ng()", "f"),
    ],
)
def test_a_call_of_a_method_of_the_file_has_it_as_target(source: str, method: str) -> None:
    target = ending(source).target

    assert target is not None
    assert method == target.name


def test_a_hidden_name_is_a_computed_call_and_the_hidden_arguments_are_kept() -> None:
    found = ending("x.public_send(Base64.decode64(y), 1)")

    assert ("computed-call", DECODED, 1) == (found.name, found.marks, len(found.arguments.positional))
    assert "computed-call" == ending("Object.const_get(Base64.decode64(y)).new").name


def test_a_socket_has_a_send_of_its_own() -> None:
    assert "" == ending("socket.send(Base64.decode64(y), 0)").name
