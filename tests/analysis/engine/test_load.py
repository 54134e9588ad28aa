"""Which parts of a file run when it is loaded."""

import pytest

from tests.analysis.frontends.ruby.reading import calls, evaluated


def runs(source: str) -> bool:
    """Whether the call of `x` in a source runs when the file is loaded."""
    unit, _, load = evaluated(source)
    (called,) = calls(unit, "x")
    return load.at_load(called.scope, called.branch)


AT_LOAD = {
    "top level": "x()",
    "class": "class A\n class << self\n  x()\n end\nend",
    "condition": "if a\n x()\nend",
    "called method": "def f = x()\nf()",
    "called with self": "def f = x()\nself.f",
    "called through another": "def f = x()\ndef g = f()\ng()",
    "called by send": "def f = x()\nsend(:f)",
    "called through a method object": "def f = x()\nmethod(:f).call",
    "called through an alias": "def f = x()\nalias g f\ng()",
    "class method": "class A\n def self.f = x()\nend\nA.f",
    "constructor": "class A\n def initialize = x()\nend\nA.new",
    "instance": "class A\n def f = x()\nend\nA.new.f",
    "superclass": "class A\n def f = x()\nend\nclass B < A\nend\nB.new.f",
    "instance in a variable": "class A\n def f = x()\nend\na = A.new\na.f",
    "only method of its name": "def f = x()\ny.f",
    "block": "[1].each { x() }",
    "thread": "Thread.new { x() }",
    "end of the program": "END { x() }",
    "at exit": "at_exit { x() }",
    "lambda that is called": "f = -> { x() }\nf.call",
    "proc that is called": "f = proc { x() }\nf.()",
    "block of a method of the file": "def f = yield\nf { x() }",
    "default task": "task :default do\n x()\nend",
    "default task that asks for others": "task default: [:a] do\n x()\nend",
    "method of another's class": "Rack::Sendfile.send(:define_method, :call) { x() }",
    "method in another's class": "Net::HTTP.class_eval do\n def get = x()\nend",
    "method of another's class through tap": "Net::HTTP.tap { |c| c.define_method(:get) { x() } }",
}


@pytest.mark.parametrize("source", AT_LOAD.values(), ids=AT_LOAD.keys())
def test_what_is_reached_from_the_top_runs(source: str) -> None:
    assert runs(source)


LATER = {
    "method": "def f = x()",
    "method that only waiting code calls": "def f = x()\ndef g = f()",
    "method of another class": "class A\n def f = x()\nend\nclass B\n def f = 1\nend\nB.new.f",
    "constructor that is not called": "class A\n def initialize = x()\nend\nA",
    "lambda": "f = -> { x() }",
    "proc": "f = Proc.new { x() }",
    "hash": "Hash.new { x() }",
    "defined method": "define_method(:f) { x() }",
    "method of a class of the file": "class A\nend\nA.define_method(:f) { x() }",
    "trap": "trap('INT') { x() }",
    "block of a library": "get('/') { x() }",
    "task": "task :a do\n x()\nend",
    "main part": "if __FILE__ == $0\n x()\nend",
    "main part by a modifier": "x() if $PROGRAM_NAME == __FILE__",
    "called in the main part": "def f = x()\nif __FILE__ == $0\n f()\nend",
}


@pytest.mark.parametrize("source", LATER.values(), ids=LATER.keys())
def test_what_waits_to_be_called_does_not(source: str) -> None:
    assert not runs(source)
