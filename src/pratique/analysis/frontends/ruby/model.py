"""Ruby as the engine sees it."""

import re
from collections.abc import Mapping

from pratique.analysis.engine.evaluate import At, Evaluator, Model, Resolved, Special
from pratique.analysis.engine.gather import RUBY
from pratique.analysis.engine.ir import Call, Node, Scope
from pratique.analysis.engine.marks import ARGUMENTS, ENVIRONMENT, FILE, LITERAL
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.tables import Apis, Asks
from pratique.analysis.engine.values import NOTHING, Value, constant
from pratique.analysis.facts import Language
from pratique.analysis.frontends.ruby import apis, decoding, folding, openings, reflection, sinks, vocabulary
from pratique.analysis.frontends.ruby.capabilities import TRANSFORMING, capability, patched
from pratique.analysis.frontends.ruby.lower import OWN_PLACE
from pratique.analysis.frontends.ruby.operating import OPERATORS
from pratique.analysis.frontends.ruby.patterns import pattern
from pratique.analysis.frontends.ruby.reading import read
from pratique.analysis.frontends.ruby.resolve import method_of, resolve

_PROCS = frozenset(("Kernel.lambda", "Kernel.proc", "Proc.new", "Kernel.define_method"))
_MOST_NAME = 160
_MOST_BOUNDS = 10
_OUTSIDE = {"ENV": ENVIRONMENT, "ARGV": ARGUMENTS, "DATA": 0}
"""Constants through which data comes in, with their marks."""
_LOOKS_LIKE_CODE = re.compile(
    r"\b(?:require|eval|system|exec|spawn|def|class|module|puts|instance_eval|Thread\.new|loop|begin|ENV)\b\s*[\w(\[\"'{:;]"
    r"|\b(?:Net::HTTP|Kernel|File|IO|Open3|URI|TCPSocket)\b\s*[.(:]"
)


def _path(evaluator: Evaluator, node: Node, at: At) -> Value:
    """Evaluate a constant: what it is assigned in the file, a class of the file, or the name of something elsewhere."""
    whole = str(node.value)
    if whole in OWN_PLACE:
        return Value(OWN_PLACE[whole])
    if len(whole) > _MOST_NAME:
        return NOTHING
    last = whole.rpartition("::")[2]
    bounds = evaluator.unit.constants.get(last)
    if bounds:
        own = evaluator.variable(node, at) if "::" not in whole else None
        return own if own is not None else evaluator.bounds(bounds[-_MOST_BOUNDS:], last, at)
    if whole in _OUTSIDE:
        marks = _OUTSIDE[whole]
        return Value(name=whole, marks=marks, origin=evaluator.line(node) if marks else 0)
    base = evaluator.value(node.first, at)
    if base.name == "computed-const":
        return base
    if base.name and base.target is None:
        whole = f"{base.name}::{last}"
    bodies = evaluator.unit.bodies.get(last)
    return Value(name=apis.SAME_NAMES.get(whole, whole), target=bodies[0] if bodies else None)


def _constructor(evaluator: Evaluator, body: Scope) -> Scope | None:
    return method_of(evaluator, body, "initialize", singleton=False)


def _variable(evaluator: Evaluator, call: Call, at: At, resolved: Resolved) -> Value:
    name = argument(evaluator, resolved, 0, at)
    if isinstance(name.const, str) and vocabulary.is_harmless_variable(name.const):
        return NOTHING
    return Value(marks=ENVIRONMENT, origin=evaluator.line(call))


def _arguments(evaluator: Evaluator, call: Call, _at: At, _resolved: Resolved) -> Value:
    return Value(marks=ARGUMENTS, origin=evaluator.line(call))


def _data(evaluator: Evaluator, call: Call, _at: At, _resolved: Resolved) -> Value:
    """Evaluate `DATA.read`: what stands behind `__END__`."""
    data = evaluator.unit.own_data
    if data is None or not isinstance(data.value, str):
        return Value(marks=FILE, origin=evaluator.line(call))
    line = evaluator.line(data)
    return constant(data.value, line, marks=FILE | LITERAL, origin=line)


def _first(evaluator: Evaluator, _call: Call, at: At, resolved: Resolved) -> Value:
    """Return the first argument, as it is."""
    return argument(evaluator, resolved, 0, at)


def _procedure(evaluator: Evaluator, _call: Call, at: At, resolved: Resolved) -> Value:
    block = resolved.arguments.block
    return Value(target=block) if block is not None else evaluator.value(resolved.arguments.passed, at)


def _address(evaluator: Evaluator, call: Call, at: At, resolved: Resolved) -> Value:
    value = argument(evaluator, resolved, 0, at)
    return Value(value.const, "URI()", value.marks, value.origin or evaluator.line(call))


def _sequence(evaluator: Evaluator, _call: Call, at: At, resolved: Resolved) -> Value:
    value = argument(evaluator, resolved, 0, at)
    return Value(name="RubyVM::InstructionSequence()", marks=value.marks, origin=value.origin)


_CALLS: Mapping[str, Special] = {
    **dict.fromkeys(("ENV.[]", "ENV.fetch", "ENV.dig", "ENV.delete"), _variable),
    **dict.fromkeys(
        ("ARGV.[]", "ARGV.shift", "ARGV.first", "ARGV.last", "ARGF.read", "STDIN.read"), _arguments
    ),
    **dict.fromkeys(("DATA.read", "DATA.readlines", "DATA.each_line", "DATA.gets"), _data),
    **dict.fromkeys(("Kernel.open", "File.open", "File.new", "IO.open"), openings.opened),
    **dict.fromkeys(
        ("Kernel.`", "IO.popen", "Open3.capture2", "Open3.capture2e", "Open3.capture3"), openings.output
    ),
    **dict.fromkeys(("CGI.unescape", "URI.decode", "URI.decode_www_form_component", "StringIO.new"), _first),
    **dict.fromkeys(
        ("Marshal.load", "Shellwords.escape", "CGI.unescapeHTML", "Ractor.make_shareable"), _first
    ),
    **dict.fromkeys(("open().path", "open().to_path"), lambda _evaluator, _call, _at, _resolved: NOTHING),
    **dict.fromkeys(_PROCS, _procedure),
    **dict.fromkeys(("Kernel.URI", "URI.parse"), _address),
    **dict.fromkeys(
        ("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.load_from_binary"), _sequence
    ),
}
"""What special calls give."""

_APIS = Apis(
    capabilities=apis.CAPABILITIES,
    gives=apis.RETURNS_SELF,
    sources=sinks.SOURCES,
    code=sinks.CODE_SINKS,
    evaluates=sinks.EVALUATES,
    objects=sinks.LOADERS,
    starts=sinks.PROCESS_SINKS,
    runs=sinks.FILE_RUNNERS,
    sends=sinks.SENDERS,
    writes=sinks.WRITERS,
    puts=sinks.HANDLE_WRITERS,
    carriers=vocabulary.CARRYING_MODULES,
    carrying=vocabulary.CARRYING_FUNCTIONS,
    ending=vocabulary.ENDING,
    formats=frozenset(("Kernel.format", "Kernel.sprintf")),
    pipes=frozenset(("Kernel.open",)),
    pipe="|",
    settings=sinks.SETTINGS,
    headers=sinks.HEADERS,
    addresses=frozenset(("URI()",)),
    requests=("Net::HTTP::",),
    ciphers=("OpenSSL::Cipher()",),
    paths=frozenset(("Pathname()",)),
)
_ASKS = Asks(
    places={"Kernel.require": 0, "Kernel.require_relative": 0, "Kernel.load": 0, "Kernel.autoload": 1},
    relative=frozenset(("Kernel.require_relative",)),
    later=frozenset(("Kernel.autoload",)),
    renamed={"autoload": "Kernel.autoload"},
)
_NAMES = (*apis.CAPABILITIES, *sinks.SENDERS, *sinks.WRITERS, *sinks.HANDLE_WRITERS, *_ASKS.places)

MODEL = Model(
    language=Language.RUBY,
    rules=RUBY,
    apis=_APIS,
    words=vocabulary.WORDS,
    asks=_ASKS,
    operators=OPERATORS,
    environment="ENV",
    wanted=frozenset(
        (
            *(name.rpartition(".")[2] for name in _NAMES),
            *(*vocabulary.SENDS, *vocabulary.METHOD_OBJECTS, *TRANSFORMING),
            *("call", "()", "popen", "decrypt_and_verify", "super", "open"),
        )
    ),
    transforming=TRANSFORMING - {"chr"},
    looks_like_code=_LOOKS_LIKE_CODE,
    lower=read,
    resolve=resolve,
    constructor=_constructor,
    path=_path,
    calls=_CALLS,
    methods=reflection.METHODS,
    method=folding.method,
    function=folding.function,
    pattern=pattern,
    decoders=decoding.DECODERS,
    marks=decoding.transformed,
    capability=capability,
    patched=patched,
    is_harmless=vocabulary.is_harmless_variable,
)
