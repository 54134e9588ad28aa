"""Which CI system a client says it runs in, read from its user agent. Pure; a claim, as all that a client says."""

import re

_NAMED = re.compile(r"(?:\A|[ ;,(])ci/([A-Za-z0-9][A-Za-z0-9._+,-]{0,59})")
"""npm and Bundler name the system: `ci/github-actions`."""
_YES = re.compile(r'"ci" ?: ?true\b')
"""pip and uv say only that there is one, in JSON."""
UNNAMED = "yes"


def ci_of(agent: str) -> str:
    """The name of the CI system, `yes` for one without a name, "" where the client speaks of none."""
    named = _NAMED.search(agent)
    if named is not None:
        return named[1]
    return UNNAMED if _YES.search(agent) else ""
