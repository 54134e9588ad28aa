"""Identifies the client of a request: IP address, user agent and CI system. All headers of a client are untrusted."""

import re
from collections.abc import Mapping

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client

_MOST = 300
_BUNDLER = re.compile(r"bundler/\S+ [^;]*? command/([a-z-]{1,30})(?: |\Z)")
"""Bundler sends the name of its command in its user agent (`bundler/fetcher.rb`)."""


def client_of(
    address: str | None, headers: Mapping[str, str], *, who: str = "", ci: CiClaim | None = None
) -> Client:
    """Return the client's IP address and unverified headers. The names in `headers` are in lower case.

    `who` is the name of the client's token, and `ci` its CI job.
    """
    agent = headers.get("user-agent", "")[:_MOST]
    named = _BUNDLER.match(agent)
    return Client(
        address=(address or "unknown")[:_MOST],
        agent=agent,
        command=headers.get("npm-command", "")[:_MOST] or (named[1] if named else ""),
        who=who,
        ci=ci,
    )


_NAMED = re.compile(r"(?:\A|[ ;,(])ci/([A-Za-z0-9][A-Za-z0-9._+,-]{0,59})")
"""npm and Bundler send the name of the CI system, such as `ci/github-actions`."""
_YES = re.compile(r'"ci" ?: ?true\b')
"""The user agents of pip and uv state in JSON that the client runs in a CI system, but not in which one."""
UNNAMED = "yes"


def ci_of(agent: str) -> str:
    """Return the name of the CI system, `yes` for an unknown CI system, or "" if the client reports no CI system."""
    named = _NAMED.search(agent)
    if named is not None:
        return named[1]
    return UNNAMED if _YES.search(agent) else ""
