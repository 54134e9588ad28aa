"""Whether a release gains anything beyond an earlier one that would explain a high score.

A package that always scored high is no cover for theft. What reaches secrets, sends, fetches, runs or hides counts as gained where the
earlier release does not do the very same as often, and hosts are classed by what the earlier release calls its own.
"""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import replace

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import ChainFamily
from pratique.analysis.chains.template import TRUSTED
from pratique.analysis.facts import Capability, Flow, Taint
from pratique.analysis.features.beyond import beyond
from pratique.analysis.features.view import Named, View
from pratique.analysis.hosts import HostClass, class_of, host_of

_OUT = frozenset(
    {
        *(Taint.ENVIRONMENT, Taint.WHOLE_ENVIRONMENT, Taint.SECRETS, Taint.IDENTITY),
        *(Taint.FILE, Taint.PROCESS, Taint.CLIPBOARD),
    }
)
_IN = frozenset(
    {
        *(Taint.NETWORK, Taint.DECODED, Taint.DECRYPTED, Taint.KEY_FROM_ENVIRONMENT),
        *(Taint.COMPUTED, Taint.LITERAL),
    }
)
_RUNS = frozenset({Capability.CODE, Capability.PROCESS, Capability.NATIVE})
_SETTINGS = ChainFamily.TAMPERING
"""Tools gain settings of editors and agents by trade, and these carry nothing; `attack-chain` holds what is certain."""
_ONLY_NAMED = TRUSTED | {HostClass.UNKNOWN, HostClass.FREE_HOSTING, HostClass.CODE_HOST_RAW}
"""Classes of hosts that text names without code that reaches them."""


def gains(view: View, baseline: View) -> bool:
    """Return whether a release has a chain, secret, carrying flow, payload or host of others that an earlier release has not."""
    if not view.own <= baseline.own:
        view = replace(view, own=baseline.own, chains=find_chains(view.contents, baseline.own))
    more = beyond(view, baseline)
    return bool(
        any(chain.family is not _SETTINGS for chain in more.chains)
        or more.payloads
        or more.uses.get(Capability.SECRETS)
        or any(_carries(flow.fact) for flow in more.flows)
        or any(_is_strange(named) for named in more.addresses)
        or any(_reached(more))
        or _carried(view) - _carried(baseline)
    )


def _is_strange(named: Named) -> bool:
    return named.receiver or (host_of(named.value) is not None and named.class_ not in _ONLY_NAMED)


def _reached(more: View) -> Iterator[str]:
    """Yield the hosts of others that calls of the network are given."""
    asked = [use.fact.argument for use in more.uses.get(Capability.NETWORK, ())]
    asked += [flow.fact.target for flow in more.flows if flow.fact.sink is Capability.NETWORK]
    for text in asked:
        if text and host_of(text) is not None and class_of(text, more.own) not in TRUSTED:
            yield text


def _carried(view: View) -> Counter[Hashable]:
    """Count what is read of secrets, sent and run, each by what it is."""
    found: Counter[Hashable] = Counter()
    for _, _, facts in view.files():
        found.update((use.api, use.argument) for use in facts.uses if use.capability is Capability.SECRETS)
        found.update(
            (flow.sink, flow.api, flow.taints, flow.target) for flow in facts.flows if _carries(flow)
        )
        found.update((hidden.kind, hidden.sample) for hidden in facts.hidden)
        found.update(address.value for address in facts.addresses if address.encoded)
    return found


def _carries(flow: Flow) -> bool:
    if flow.sink is Capability.NETWORK:
        return bool(_OUT.intersection(flow.taints))
    return flow.sink in _RUNS and bool(_IN.intersection(flow.taints))
