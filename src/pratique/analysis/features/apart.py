"""Each file of an artifact seen by itself, as if nothing else were shipped.

A large package shows something of everything, in files that have nothing to do with each other; what an attack does stands together.
The gravest file counts, so that nothing that is added to a package makes it look better.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pratique.analysis.chains.chain import Chain
from pratique.analysis.features.view import View
from pratique.analysis.inventory.inventory import Inventory


def apart(view: View) -> Iterator[View]:
    """A view for each file that can do something, the earliest first: its facts, and the chains that begin or end in it."""
    chains: dict[str, list[Chain]] = defaultdict(list)
    for chain in view.chains:
        for path in dict.fromkeys((chain.places[0].path, chain.places[-1].path)):
            chains[path].append(chain)
    for path, _, facts in view.files():
        if facts.uses or facts.flows or facts.payloads or facts.hidden or path in chains:
            contents = replace(view.contents, facts={path: facts}, natives={}, inventory=Inventory())
            yield View(view.ecosystem, view.kind, contents, tuple(chains.get(path, ())), view.own)
