"""Short ways to ask for the facts of a source in these tests."""

from pratique.analysis.facts import Capability, FileFacts, Taint
from pratique.analysis.languages import python


def facts(source: str) -> FileFacts:
    """The facts of a source."""
    return python.extract(source.encode())


def apis(source: str, capability: Capability) -> list[str]:
    """The names used for a capability."""
    return [use.api for use in facts(source).uses if use.capability is capability]


def flows(source: str) -> list[tuple[Capability, str, set[Taint]]]:
    """Sink, name and taints of every flow."""
    return [(flow.sink, flow.api, set(flow.taints)) for flow in facts(source).flows]
