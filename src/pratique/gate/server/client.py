"""Who asks, as far as a request tells. Pure."""

import re
from collections.abc import Mapping

from pratique.core.decision import Client

_MOST = 300
_BUNDLER = re.compile(r"bundler/\S+ [^;]*? command/([a-z-]{1,30})(?: |\Z)")
"""Bundler names its command in its user agent (`bundler/fetcher.rb`)."""


def client_of(address: str | None, headers: Mapping[str, str], *, who: str = "") -> Client:
    """Take the client's address and read what it says of itself; header names are in lower case.

    `who` is the name of the token that was shown.
    """
    agent = headers.get("user-agent", "")[:_MOST]
    named = _BUNDLER.match(agent)
    return Client(
        address=(address or "unknown")[:_MOST],
        agent=agent,
        command=headers.get("npm-command", "")[:_MOST] or (named[1] if named else ""),
        who=who,
    )
