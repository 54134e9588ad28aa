"""What calls of Ruby can do where their name alone does not say, and methods that replace those of everybody."""

from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.heads import head
from pratique.analysis.engine.ir import Call, Scope, ScopeKind
from pratique.analysis.engine.resolved import argument
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby import decoding, packing, vocabulary
from pratique.analysis.frontends.ruby.openings import opens_address, reads

TRANSFORMING = frozenset(("unpack", "unpack1", "pack", "tr", "tr!", "chr"))
_OPENERS = frozenset(("Kernel.open", "File.open", "File.new", "IO.open", "Pathname().open"))
_EVALUATED = frozenset(
    ("Kernel.eval", "Binding().eval", *(f"Object.{name}" for name in vocabulary.EVALUATORS))
)
_DEFINED_AGAIN = frozenset(
    ("require", "require_relative", "load", "system", "exec", "spawn", "eval", "open", "`", "fork")
)
_OBJECTS = frozenset(("Kernel", "Object", "BasicObject"))
_INSTALLER = frozenset(("Gem::Installer", "Gem::RemoteFetcher", "Gem::Specification", "Gem::Package"))


def capability(evaluator: Evaluator, call: Call, at: At, resolved: Resolved) -> tuple[Capability, str] | None:
    """Return what a call can do, and the name to tell it by; None if it can do nothing."""
    name, apis = resolved.name, evaluator.model.apis
    if name in _OPENERS:
        return _opened(evaluator, at, resolved)
    if resolved.method in vocabulary.METHOD_OBJECTS:
        name = evaluator.value(call, at).name.removeprefix("&")
    elif resolved.method in TRANSFORMING:
        return _transforms(evaluator, at, resolved)
    elif name in _EVALUATED and not resolved.arguments.positional:
        return None
    known = apis.capabilities.get(name) or (Capability.NETWORK if name in apis.sends else None)
    return (known, name) if known is not None else None


def _opened(evaluator: Evaluator, at: At, resolved: Resolved) -> tuple[Capability, str]:
    start = head(evaluator, resolved.arguments.at(0), at)
    if resolved.name == "Kernel.open" and start is not None and start.startswith("|"):
        return Capability.PROCESS, "Kernel.open"
    if resolved.name == "Kernel.open" and opens_address(evaluator, resolved, at):
        return Capability.NETWORK, "URI.open"
    writes = not reads(evaluator, resolved, at)
    return (Capability.FILE_WRITE if writes else Capability.FILE_READ), resolved.name


def _transforms(evaluator: Evaluator, at: At, resolved: Resolved) -> tuple[Capability, str] | None:
    """`unpack`, `pack`, `tr` and `chr` where they decode."""
    if resolved.method in {"tr", "tr!"}:
        return (Capability.DECODE, "String.tr") if decoding.rotates(evaluator, at, resolved) else None
    if resolved.method == "chr":
        value = resolved.receiver
        return (Capability.DECODE, "xor") if value is not None and value.name == "xor" else None
    form = argument(evaluator, resolved, 0, at).const
    if not isinstance(form, str):
        return None
    packs = resolved.method == "pack"
    decodes = packing.pack_decodes(form) if packs else packing.unpack_decodes(form)
    owner = "Array" if packs else "String"
    return (Capability.DECODE, f"{owner}.{resolved.method}({form[:8]})") if decodes else None


def patched(scope: Scope) -> str | None:
    """Return the name of what a method replaces in everybody's code: in Kernel, or in RubyGems itself."""
    owner = scope.parent
    if scope.kind is not ScopeKind.METHOD or owner is None or owner.kind is not ScopeKind.BODY:
        return None
    outer = owner.parent.owner.name if owner.of_class and owner.parent is not None else owner.name
    outer = outer.removeprefix("::")
    if outer in _OBJECTS and scope.name in _DEFINED_AGAIN:
        return f"Kernel.{scope.name} redefined"
    return f"{outer} redefined" if outer in _INSTALLER else None
