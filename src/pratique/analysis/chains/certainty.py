"""Which chains are certain: attacks show them, and benign releases of the measured sets do not.

The rows for scripts (`policy.Code.SCRIPT`) were chosen on 3,216 benign npm releases, 216 of them with install scripts: none shows such a
template in what runs by itself, or, for those that wait, in what an entry point or a hook reaches. Of 3,420 others one does
(2026-11-27).
"""

from collections.abc import Callable, Mapping

from pratique.analysis.chains import BY_ID
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.hoarding import sends_to_its_owner
from pratique.analysis.chains.matching import MANY, NEAR
from pratique.analysis.chains.policy import STARTED, Certain, Code, When, code_of
from pratique.analysis.chains.template import ANYBODYS
from pratique.analysis.facts import Capability, FileFacts, Flow, Taint
from pratique.analysis.hosts import HostClass

_PLACING = frozenset({ChainFamily.TAMPERING, ChainFamily.PERSISTENCE})
"""Chains that put something in a place where other programs start it."""
_NEAR_BYTES = 5_000
"""Bytes of one line within which functions belong together."""
_LONGEST_LINE = 5_000
"""Characters; lines of a bundle are longer, and tell nothing of what belongs together."""
_FETCHING_LINE = "fetching-line"
_KEPT = frozenset({Taint.FILE, Taint.PROCESS})
LOADING = frozenset({"require", "import", "module._load"})
_PAGES_OWN = "XMLHttpRequest"
"""What only a page has; without an address it asks the page's own host for a file that the caller names."""
_WORKERS_OF_NODE = frozenset(("worker_threads", "node:worker_threads", "web-worker"))
_LENT_TO_NODE = ("xmlhttprequest", "xhr2")
"""How the names of the modules begin that give node one."""
_UNVEILING = (Capability.DECODE, Capability.DECRYPT)
_SHELLS = frozenset({"child_process.exec", "child_process.execSync"})
_OF_FEW = ANYBODYS | {HostClass.UNKNOWN}


def is_certain(chain: Chain, facts: FileFacts | None) -> bool:
    """Return True if only attacks show this chain without a call, or in a script that an entry point or a hook reaches.

    `facts` are those of the file where the chain ends.
    """
    code = code_of(chain.places[0].path, facts)
    if any(_covers(row, chain, code, facts) for row in BY_ID[chain.template].certain):
        return True
    return (
        code is not Code.PYTHON and chain.context in STARTED and facts is not None and _is_shown(chain, facts)
    )


def _covers(row: Certain, chain: Chain, code: Code, facts: FileFacts | None) -> bool:
    if row.when is When.CALLED or not row.covers(chain, code):
        return False
    # Rows for scripts were measured on bundles, where one scope holds many modules.
    loose = row.code is Code.SCRIPT and row.link is chain.link is Link.SCOPE
    return not loose or _is_close(chain, facts)


def _is_shown(chain: Chain, facts: FileFacts) -> bool:
    """Return True if the facts of its file make it certain although somebody has to call it."""
    if chain.family in _PLACING and _plants(chain, facts):
        return True
    shows = _SHOWN_BY_FACTS.get(chain.template)
    return chain.link is Link.FLOW and shows is not None and shows(chain, facts)


def _starts_text(chain: Chain, facts: FileFacts) -> bool:
    """Whether a shell is handed text that was fetched: installers hand it the name of the file that they have saved."""
    fetched = [flow for flow in facts.flows if Taint.NETWORK in flow.taints]
    return not any(flow.sink is Capability.FILE_WRITE for flow in fetched) and any(
        flow.line == chain.places[0].line and flow.api in _SHELLS and flow.target is None for flow in fetched
    )


def _runs_text(chain: Chain, facts: FileFacts) -> bool:
    """Whether text is run: tools that fetch themselves ask for files that they have unpacked."""
    return any(
        flow.line == chain.places[0].line
        and flow.sink is Capability.CODE
        and Taint.NETWORK in flow.taints
        and not _is_pages_worker(facts, flow)
        and (flow.api not in LOADING or _holds_code(facts, flow))
        and not _is_pages_loader(facts, flow)
        for flow in facts.flows
    )


def _sends_kept(chain: Chain, facts: FileFacts) -> bool:
    """Whether credentials out of a file or a program that keeps them go to a constant host of few projects: a client sends its own owner's.

    So does what uploads a file with the credentials of the very service that it is for.
    """
    return chain.host_class in _OF_FEW and any(
        flow.line == chain.places[0].line
        and flow.sink is Capability.NETWORK
        and Taint.SECRETS in flow.taints
        and not _KEPT.isdisjoint(flow.taints)
        and not sends_to_its_owner(facts, flow, chain.host)
        for flow in facts.flows
    )


def _starts_by_binding(chain: Chain, facts: FileFacts) -> bool:
    """Whether the program is started by the inside of node, past what anybody watches."""
    return any(
        use.line == chain.places[0].line and use.api.startswith("process.binding.") for use in facts.uses
    )


def _plants(chain: Chain, facts: FileFacts) -> bool:
    """Whether what is put where programs start is a line that fetches and runs something: both stand in one function."""
    if chain.link is Link.FILE or not _is_close(chain, facts):
        return False
    lines = {place.line for place in chain.places}
    scopes = {use.scope for use in facts.uses if use.line in lines and use.api != _FETCHING_LINE}
    return any(use.api == _FETCHING_LINE and use.scope in scopes for use in facts.uses)


def _holds_code(facts: FileFacts, flow: Flow) -> bool:
    """Whether a module is asked for by an address that holds its code."""
    return any(
        use.line == flow.line and use.api == flow.api and use.argument == "data:" for use in facts.uses
    )


def _is_pages_worker(facts: FileFacts, flow: Flow) -> bool:
    """Return True if a worker of a page runs what was fetched, as a page does with any script of its own."""
    return flow.api == "Worker" and _WORKERS_OF_NODE.isdisjoint(item.module for item in facts.imports)


def _is_pages_loader(facts: FileFacts, flow: Flow) -> bool:
    """Whether a function asks a page for a file that its caller names: so interpreters of other languages load modules in a browser.

    It holds no address, decodes none, and asks by nothing but what a page has. What asks stands in the function that runs it or near
    it, else where the flow begins.
    """
    if any((item.module or "").startswith(_LENT_TO_NODE) for item in facts.imports):
        return False
    asking = [use for use in facts.uses if use.capability is Capability.NETWORK]
    began = [use for use in asking if use.line == flow.origin_line]
    inside = [use for use in asking if flow.scope and abs(use.scope - flow.scope) <= _reach(flow)]
    asking = inside if any(use in began for use in inside) else began
    scopes = {flow.scope, *(use.scope for use in asking)}
    opened = [use for use in asking if use.api == f"{_PAGES_OWN}.open"]
    return (
        bool(opened)
        and all(use.api.startswith(_PAGES_OWN) for use in asking)
        and all(use.argument is not None and use.argument.isalpha() for use in opened)
        and not any(use.capability in _UNVEILING and use.scope in scopes for use in facts.uses)
    )


def _reach(flow: Flow) -> int:
    """How far from the function of a flow what belongs to it may begin: functions far to the right are told by their first byte."""
    return _NEAR_BYTES if flow.scope < 0 else 0


def _is_close(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether the parts belong together: near each other, or in a file that does little. Blank lines and long comments move nothing apart."""
    if facts is None:
        return False
    lines = [place.line or 0 for place in chain.places]
    near = max(lines) - min(lines) <= NEAR and facts.longest_line <= _LONGEST_LINE
    return near or len(facts.uses) + len(facts.flows) <= MANY


_SHOWN_BY_FACTS: Mapping[str, Callable[[Chain, FileFacts], bool]] = {
    "download-run-as-code": _runs_text,
    "download-started": _starts_text,
    "secrets-sent": _sends_kept,
    "download-piped-to-interpreter": _starts_by_binding,
}
"""By the template, what the facts of the file where the chain ends have to show beside a proven flow."""
