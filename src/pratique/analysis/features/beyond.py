"""What an artifact does beyond its baseline: the same view, less the facts and chains that the baseline has too."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from pratique.analysis.chains.chain import Chain
from pratique.analysis.context import Context
from pratique.analysis.facts import Address, FileFacts, Flow, Payload, Texture, Use
from pratique.analysis.features.moment import Moment, moment
from pratique.analysis.features.view import View

T = TypeVar("T")
_Known = dict[Hashable, Moment]


def beyond(view: View, baseline: View) -> View:
    """Leave away what the baseline does too, at the same moment or an earlier one.

    Facts are compared by what they are, wherever they stand: code that only moved or was bundled anew is no news. Files whose
    bytes the baseline has are left away whole, unless they run earlier now. What a file looks like counts only where the
    baseline had no file at its path.
    """
    known: _Known = {}
    digests: _Known = {}
    for path, context, facts in baseline.files():
        file = baseline.contents.tree.get(path)
        if file is not None:
            _note(digests, file.sha256, moment(context, at_load=True))
        for key, at_load in _keys(facts):
            _note(known, key, moment(context, at_load=at_load))
    files: dict[str, FileFacts] = {}
    for path, context, facts in view.files():
        file = view.contents.tree.get(path)
        if file is None or not _is_known(digests, file.sha256, context, at_load=True):
            files[path] = _news(facts, context, known, looks=baseline.contents.tree.get(path) is None)
    chains: _Known = {}
    for chain in baseline.chains:
        _note(chains, _chain(chain), moment(chain.context, at_load=chain.at_load))
    return replace(
        view,
        contents=replace(view.contents, facts=files),
        chains=tuple(
            chain
            for chain in view.chains
            if not _is_known(chains, _chain(chain), chain.context, at_load=chain.at_load)
        ),
    )


def _news(facts: FileFacts, context: Context, known: _Known, *, looks: bool) -> FileFacts:
    def keep(items: Iterable[T], key: Callable[[T], tuple[Hashable, bool]]) -> tuple[T, ...]:
        found = []
        for item in items:
            what, at_load = key(item)
            if not _is_known(known, what, context, at_load=at_load):
                found.append(item)
        return tuple(found)

    return replace(
        facts,
        uses=keep(facts.uses, _use),
        flows=keep(facts.flows, _flow),
        payloads=keep(facts.payloads, _payload),
        addresses=keep(facts.addresses, _address),
        hidden=facts.hidden if looks else (),
        texture=facts.texture if looks else Texture(),
        problem=facts.problem if looks else None,
    )


def _keys(facts: FileFacts) -> Iterable[tuple[Hashable, bool]]:
    yield from map(_use, facts.uses)
    yield from map(_flow, facts.flows)
    yield from map(_payload, facts.payloads)
    yield from map(_address, facts.addresses)


def _use(use: Use) -> tuple[Hashable, bool]:
    return (use.capability, use.api, use.argument, use.depth > 0), use.at_load


def _flow(flow: Flow) -> tuple[Hashable, bool]:
    return (flow.sink, flow.api, flow.taints, flow.target, flow.depth > 0), flow.at_load


def _payload(payload: Payload) -> tuple[Hashable, bool]:
    return (payload.kind, payload.size_bytes), payload.at_load


def _address(address: Address) -> tuple[Hashable, bool]:
    return (address.value, address.encoded), True


def _chain(chain: Chain) -> Hashable:
    return chain.template, chain.host, chain.link


def _note(known: _Known, key: Hashable, when: Moment) -> None:
    known[key] = max(when, known.get(key, Moment.NEVER))


def _is_known(known: _Known, key: Hashable, context: Context, *, at_load: bool) -> bool:
    return known.get(key, -1) >= moment(context, at_load=at_load)
