"""Recognizes update bots, whose listings omit refused versions. Pure.

An installer reads the mark of a refused version and prints its reason. An update bot reads only version numbers in
some listings (Renovate does for gems), and proposes marked versions where the version in use is marked, too.
"""

from collections.abc import Mapping

_AGENTS = ("renovate/", "dependabot-core/")
"""How their user agents begin (Renovate 43: `util/http`; dependabot-core: `SharedHelpers::USER_AGENT`)."""


def is_update_bot(headers: Mapping[str, str]) -> bool:
    """Return True if a request comes from an update bot. `headers` has lower-case names."""
    return headers.get("user-agent", "").lower().startswith(_AGENTS)
