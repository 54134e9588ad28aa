"""Recognizes update bots, whose listings omit refused versions. This module does no I/O.

An installer skips a version that the listing marks as refused, and prints the reason. An update bot ignores this
mark, and may propose a refused version. Some bots read only the version numbers of a listing, as Renovate does for
gems. Some bots propose a refused version if the version in use is also refused.
"""

from collections.abc import Mapping

_AGENTS = ("renovate/", "dependabot-core/")
"""The beginnings of the user agents of update bots (Renovate 43: `util/http`; dependabot-core: `SharedHelpers::USER_AGENT`)."""


def is_update_bot(headers: Mapping[str, str]) -> bool:
    """Return True if a request comes from an update bot. The names in `headers` are in lower case."""
    return headers.get("user-agent", "").lower().startswith(_AGENTS)
