"""Chains in JavaScript and shell that are certain although Python has them in ordinary releases.

The lists were chosen on 3,216 ordinary npm releases, 216 of them with install scripts: none shows a template of these lists in what
runs by itself, or, for those that wait, in what an entry point or a hook reaches. Of 3,420 others one does (2026-11-27).
"""

from collections.abc import Callable, Mapping

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.hoarding import sends_to_its_owner
from pratique.analysis.chains.matching import MANY, NEAR
from pratique.analysis.chains.template import ANYBODYS
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint
from pratique.analysis.hosts import HostClass

_OTHERS = (".py", ".pyw", ".pth", ".rb", ".rake", ".gemspec")
_STARTED = frozenset({Context.INSTALL, Context.IMPORT})
_BY_FLOW = frozenset(
    {
        *("identity-sent", "download-started", "download-written-and-started"),
        "download-loaded-as-native-code",
    }
)
"""Certain at load where data is proven to go from one part to the other: tools ask for the home and fetch in one function."""
_BY_SCOPE = frozenset(
    {
        *("cloud-secrets-sent", "metadata-service-asked", "files-packed-and-sent", "uploaded-by-command"),
        *("sent-to-free-hosting", "secrets-searched-by-scanner", "agent-sent-searching", "sound-sent"),
        *(
            "secrets-put-in-repository",
            "embedded-script-started",
            "system-tool-fetches",
            "started-out-of-sight",
        ),
        *("runtime-fetched-and-started", "instructions-from-blockchain", "run-key-set-by-command"),
        *("program-scheduled", "service-installed", "authorized-key-added", "interpreter-start-changed"),
        *("manifest-changed-then-published", "published-by-itself", "workflow-planted-with-token"),
        *("pushed-with-token", "clipboard-swapped", "wallet-functions-replaced", "editor-task-written"),
        *("agent-configuration-written", "system-file-changed", "traces-removed", "disk-wiped"),
        *("machine-turned-off", "miner-started", "miner-fetched", "commands-from-socket"),
        *("program-output-answered", "socket-in-place-of-input"),
        *(
            "download-saved-and-loaded",
            "git-set-everywhere",
            "country-asked-then-harm",
            "payment-address-swapped-in-page",
        ),
    }
)
"""Certain at load where their parts stand in one function, or run at load of one file, in order and near each other."""
_PLACING = frozenset({ChainFamily.TAMPERING, ChainFamily.PERSISTENCE})
"""Chains that are certain by flow alone: the path of what is written says it."""
_NEAR_BYTES = 5_000
"""Bytes of one line within which functions belong together."""
_LONGEST_LINE = 5_000
"""Characters; lines of a bundle are longer, and tell nothing of what belongs together."""
_AT_INSTALL = frozenset({"package-configuration-written", "package-source-changed"})
"""Certain by scope at load of an install script: what is asked for by its user may write its own configuration."""
_PLACED_AT_INSTALL = frozenset({"agent-configuration-written", "editor-task-written"})
"""Places that no install script of the measured sets names beside what it writes."""
_REACHED = frozenset(
    {
        *("hidden-address-asked", "hidden-address-told", "mail-copied", "request-told-code"),
        "wallet-key-sent",
    }
)
"""Certain in all that entry points and hooks reach: ordinary code hides no address, and sends no keys."""
_FETCHING_LINE = "fetching-line"
_KEPT = frozenset({Taint.FILE, Taint.PROCESS})
LOADING = frozenset({"require", "import", "module._load"})
_PAGES_OWN = "XMLHttpRequest"
"""What only a page has; without an address it asks the page's own host for a file that the caller names."""
_LENT_TO_NODE = ("xmlhttprequest", "xhr2")
"""How the names of the modules begin that give node one."""
_UNVEILING = (Capability.DECODE, Capability.DECRYPT)
_SHELLS = frozenset({"child_process.exec", "child_process.execSync"})
_REACHED_BY_SCOPE = frozenset({"folders-walked-and-deleted", "picture-decoded-and-run"})
"""Certain in what entry points and hooks reach, where their parts stand in one function, near each other."""
_OF_FEW = ANYBODYS | {HostClass.UNKNOWN}


def is_script(path: str, facts: FileFacts | None = None) -> bool:
    """Whether these lists were measured on files of its language; node reads what its first line hands to it whatever the name."""
    return not path.endswith(_OTHERS) or (
        facts is not None and facts.language in (Language.JAVASCRIPT, Language.TYPESCRIPT)
    )


def is_certain_in_scripts(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether only attacks show this chain in a script: at load, or reached from an entry point or a hook.

    `facts` are those of the file where the chain ends.
    """
    if not is_script(chain.places[0].path, facts):
        return False
    if chain.context not in _STARTED:
        return False
    if chain.template in _REACHED or _is_certain_unloaded(chain, facts):
        return True
    if not chain.at_load or chain.link is Link.FILE:
        return False
    placing = chain.family in _PLACING and not _is_placed_at_install(chain)
    if chain.link is Link.SCOPE and (placing or not _is_close(chain, facts)):
        return False
    return (
        chain.template in _BY_SCOPE
        or (chain.link is Link.FLOW and chain.template in _BY_FLOW)
        or (chain.context is Context.INSTALL and chain.template in _AT_INSTALL)
    )


def _is_certain_unloaded(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether it is certain although somebody has to call it, for what its facts show."""
    if chain.family in _PLACING and facts is not None and _plants(chain, facts):
        return True
    if chain.template in _REACHED_BY_SCOPE:
        return chain.link is not Link.FILE and _is_close(chain, facts)
    shows = _SHOWN_BY_FACTS.get(chain.template)
    return chain.link is Link.FLOW and facts is not None and shows is not None and shows(chain, facts)


def _is_placed_at_install(chain: Chain) -> bool:
    """Whether an install script names the place and writes: a function that it hands the path to hides which file it is."""
    return chain.context is Context.INSTALL and chain.template in _PLACED_AT_INSTALL


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
