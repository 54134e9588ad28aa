"""Whether an address is complete: it names the one receiver, file or listener that somebody made there.

Libraries for a service name the service and leave a hole where its user's own part goes. Code of an attack carries that part: the
number and token of a webhook, the token of a bot, the name of a paste, the label of a tunnel.
"""

import re
from collections import Counter

from pratique.analysis.hosts.reading import where
from pratique.analysis.hosts.table import HostClass

_BY_LABEL = frozenset({HostClass.TUNNEL, HostClass.CALLBACK, HostClass.DYNAMIC_DNS})
"""Each user has a label of the host's name there."""
_BY_PATH = frozenset({HostClass.WEBHOOK, HostClass.PASTE, HostClass.FILE_DROP})
"""Each receiver or file has a part of the path there; some services give a label instead."""
_SERVICE_LABELS = frozenset(
    ("account", "api", "app", "blog", "dashboard", "docs", "help", "polling", "status", "www")
)
_BREAKS = re.compile(r"[/?&=:#.,;]")
_TOKEN = re.compile(r"[A-Za-z0-9_~-]{5,200}")
_SHAPED = re.compile(
    r"/bot\d{6,12}:[A-Za-z0-9_-]{30,60}(?:/|\Z)|/api/(?:v\d{1,2}/)?webhooks/\d{15,21}/[A-Za-z0-9_-]{40,100}(?:[/?]|\Z)"
)
"""Paths by which the mailboxes of Telegram and Discord are known behind a host that only hands on."""
_LEAST = 8
_SAME = 0.6
"""The share of one character from which a token is a placeholder, such as `T00000000`."""


def names_receiver(address: str, class_: HostClass) -> bool:
    """Whether `address`, of this class, holds what only one user of the host has; never for classes of other sorts."""
    place = where(address)
    if place is None or class_ not in _BY_LABEL | _BY_PATH:
        return False
    if class_ in _BY_LABEL:
        return _own_label(place.host)
    short = 5 if class_ is HostClass.PASTE else _LEAST
    return any(_is_token(part, short, class_) for part in _BREAKS.split(place.path[:500])) or (
        class_ is HostClass.WEBHOOK and _is_token(place.host.partition(".")[0], _LEAST, class_)
    )


def is_mailbox(path: str) -> bool:
    """Whether a path is that of one bot or webhook, whatever host it is asked of."""
    return ("/bot" in path or "/webhooks/" in path) and _SHAPED.search(path[:500]) is not None


def _own_label(host: str) -> bool:
    """Whether something stands before the service's own name, which is two labels at least."""
    labels = host.split(".")
    return len(labels) > 2 and labels[0] not in _SERVICE_LABELS


def _is_token(part: str, least: int, class_: HostClass) -> bool:
    if len(part) < least or not _TOKEN.fullmatch(part) or _is_placeholder(part):
        return False
    if any(character.isdigit() for character in part):
        return not part.isdigit() or len(part) > _LEAST
    # The names of pastes are short, and not all hold a digit; elsewhere capitals are those of words, as in `sendMessage`.
    return class_ is HostClass.PASTE and part not in {part.lower(), part.upper(), part.title()}


def _is_placeholder(part: str) -> bool:
    return Counter(part).most_common(1)[0][1] > _SAME * len(part)
