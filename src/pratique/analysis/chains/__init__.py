"""Chains: behaviours that an artifact shows, each told by a declared template.

`find_chains` turns the facts of each file into acts (`vocabulary`, `patterns`), lays the templates of every family
over them (`matching`), and tells the strongest match of each template in each file.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.concealment import CONCEALMENT
from pratique.analysis.chains.destruction import DESTRUCTION
from pratique.analysis.chains.dropper import DROPPER
from pratique.analysis.chains.exfiltration import EXFILTRATION
from pratique.analysis.chains.finding import find_chains_of
from pratique.analysis.chains.gated import GATED
from pratique.analysis.chains.hidden_loader import HIDDEN_LOADER
from pratique.analysis.chains.mining import MINING
from pratique.analysis.chains.persistence import PERSISTENCE
from pratique.analysis.chains.reverse_shell import REVERSE_SHELL
from pratique.analysis.chains.surveillance import SURVEILLANCE
from pratique.analysis.chains.tampering import TAMPERING
from pratique.analysis.chains.template import Template
from pratique.analysis.chains.wallet import WALLET
from pratique.analysis.chains.worm import WORM

if TYPE_CHECKING:  # a subject carries chains
    from pratique.analysis.subject import Contents

__all__ = ["BY_ID", "TEMPLATES", "find_chains"]

TEMPLATES: tuple[Template, ...] = (
    *EXFILTRATION,
    *CONCEALMENT,
    *DROPPER,
    *REVERSE_SHELL,
    *PERSISTENCE,
    *WORM,
    *WALLET,
    *GATED,
    *HIDDEN_LOADER,
    *TAMPERING,
    *DESTRUCTION,
    *SURVEILLANCE,
    *MINING,
)
"""All templates, family by family."""
BY_ID: Mapping[str, Template] = MappingProxyType({template.id: template for template in TEMPLATES})


def find_chains(contents: "Contents", own: frozenset[str] = frozenset()) -> tuple[Chain, ...]:
    """Find the chains of an artifact: at most one for each template and file, the earliest context first.

    `own` is what `pratique.analysis.hosts.own_hosts` gives. Tests, examples and documentation that nothing asks for
    give none. At most a few hundred.
    """
    return find_chains_of(TEMPLATES, contents, own)
