"""Lines that do not parse: no code, but the addresses and places that they name are told all the same."""

import re
from collections.abc import Iterable

from pratique.analysis.engine.gather import Facts
from pratique.analysis.engine.marks import NETWORK
from pratique.analysis.engine.places import places_in
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.tolerant import Line

_BACK_CHANNEL = re.compile(r"/dev/(?:tcp|udp)/[\w.:{}$%-]{1,100}(?:/[\w{}$%]{1,20})?")
_SHELL = re.compile(r"\b(?:ba|z|k|da)?sh[ \t]+-i\b")


def read_broken(lines: Iterable[Line], facts: Facts) -> None:
    """Add what the lines name. Code at their margin would run at load."""
    for number, text in lines:
        if text.lstrip().startswith("#"):
            continue
        at_load = not text[:1].isspace()
        facts.add_addresses(text, number)
        places = places_in(text)
        named = [(Capability.SECRETS, name) for name in places.secrets]
        named += [(Capability.PERSISTENCE, name) for name in places.persistence]
        for capability, name in named:
            facts.add_use(capability, name, number, at_load=at_load, argument=text.strip())
        channel = _BACK_CHANNEL.search(text)
        if channel is None:
            continue
        api = channel.group()[: len("/dev/tcp")]
        facts.add_use(Capability.NETWORK, api, number, at_load=at_load, argument=channel.group())
        if _SHELL.search(text[: channel.start()]):
            facts.add_flow(
                Capability.PROCESS,
                "sh",
                number,
                marks=NETWORK,
                origin=number,
                at_load=at_load,
                target=channel.group(),
            )
