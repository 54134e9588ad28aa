"""Computes scores and severities from CVSS vectors."""

import re
from functools import lru_cache

from pratique.advisories.sources.fields import severity_of_score
from pratique.core.advisory import Rating

_VECTOR = re.compile(
    r"(?:CVSS:(?P<version>3\.0|3\.1|4\.0)/)?[A-Za-z]{1,3}:[A-Za-z]{1,5}(?:/[A-Za-z]{1,3}:[A-Za-z]{1,5}){0,63}/?\Z"
)


@lru_cache(maxsize=1 << 14)  # a few thousand vectors rate all advisories that there are
def rating_of_vector(vector: str) -> Rating | None:
    """Return the base rating of a CVSS 2, 3.0, 3.1 or 4.0 vector; None for an invalid vector."""
    text = vector.strip().removeprefix("(").removesuffix(")").removesuffix("/")
    match = _VECTOR.match(text)
    if match is None:
        return None
    # Only the import of advisories needs it, and loading it takes 8 ms.
    import cvss  # noqa: PLC0415

    version = match["version"]
    reader = cvss.CVSS2 if version is None else cvss.CVSS4 if version == "4.0" else cvss.CVSS3
    try:
        score = float(reader(text).base_score)
    except cvss.CVSSError:
        return None
    return Rating(vector=text, score=score, severity=severity_of_score(score, cvss_2=version is None))
