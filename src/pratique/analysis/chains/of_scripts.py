"""Chains in JavaScript and shell that are certain although Python has them in ordinary releases.

The lists were chosen on 3,216 ordinary npm releases, 216 of them with install scripts: none shows a template of these lists in what
runs by itself, or, for those that wait, in what an entry point or a hook reaches. Of 3,420 others one does (2026-11-27).
"""

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts

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
        *("program-output-answered", "chat-told-program", "socket-in-place-of-input"),
        *("country-asked-then-harm", "payment-address-swapped-in-page"),
    }
)
"""Certain at load where their parts stand in one function, or run at load of one file, in order and near each other."""
_PLACING = frozenset({ChainFamily.TAMPERING, ChainFamily.PERSISTENCE})
"""Chains that are certain by flow alone: the path of what is written says it."""
_NEAR = 200
"""Lines between the parts of a chain, above which they may belong to different things of one bundle."""
_LONGEST_LINE = 5_000
"""Characters; lines of a bundle are longer, and tell nothing of what belongs together."""
_AT_INSTALL = frozenset({"package-configuration-written", "package-source-changed"})
"""Certain by scope at load of an install script: what is asked for by its user may write its own configuration."""
_REACHED = frozenset(
    {
        *("hidden-address-asked", "hidden-address-told", "mail-copied", "request-told-code"),
        *("wallet-key-sent", "form-sent"),
    }
)
"""Certain in all that entry points and hooks reach: ordinary code hides no address, and sends no keys."""
_LOADING = frozenset({"require", "import", "module._load"})
_REACHED_BY_FLOW = frozenset({"download-run-as-code"})


def is_script(path: str) -> bool:
    """Whether these lists were measured on files of its language."""
    return not path.endswith(_OTHERS)


def is_certain_in_scripts(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether only attacks show this chain in a script: at load, or reached from an entry point or a hook.

    `facts` are those of the file where the chain ends.
    """
    if chain.context not in _STARTED or not is_script(chain.places[0].path):
        return False
    if chain.template in _REACHED:
        return True
    if chain.link is Link.FLOW and chain.template in _REACHED_BY_FLOW and _runs_text(chain, facts):
        return True
    if not chain.at_load or chain.link is Link.FILE:
        return False
    if chain.link is Link.SCOPE and (chain.family in _PLACING or not _is_close(chain, facts)):
        return False
    return (
        chain.template in _BY_SCOPE
        or (chain.link is Link.FLOW and chain.template in _BY_FLOW)
        or (chain.context is Context.INSTALL and chain.template in _AT_INSTALL)
    )


def _runs_text(chain: Chain, facts: FileFacts | None) -> bool:
    """Whether text is run: tools that fetch themselves ask for files that they have unpacked."""
    return facts is not None and any(
        flow.line == chain.places[0].line and flow.sink is Capability.CODE and flow.api not in _LOADING
        for flow in facts.flows
    )


def _is_close(chain: Chain, facts: FileFacts | None) -> bool:
    lines = [place.line or 0 for place in chain.places]
    return max(lines) - min(lines) <= _NEAR and facts is not None and facts.longest_line <= _LONGEST_LINE
