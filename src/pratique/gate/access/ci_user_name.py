"""Writes and reads the user name that states a CI job to the gate. This module does no I/O.

A job states its repository, workflow, run and job as the user name of its credential for the gate, because every package
manager sends the user name with every request, and none writes it into a lockfile. A part of the path would get into the
lockfiles of yarn 1, bun and uv, and later jobs that install by such a lockfile would state the job that wrote it.

Only unreserved URL characters are used, so that no client encodes the user name.
"""

from urllib.parse import quote, unquote

from pratique.core.ci_claim import MOST_FIELD, CiClaim, field_of

PREFIX = "ci~~"
MOST_USER_NAME = 2_000
"""The maximum length of a user name in characters. Longer user names are ignored."""
_MOST_ENCODED = 380
_SEPARATOR = "~~"
_FIELDS = 5


def user_name(claim: CiClaim) -> str:
    """Return the user name that states a claim. Fields that are too long are shortened."""
    fields = (claim.system, claim.repository, claim.workflow, claim.run, claim.job)
    return PREFIX + _SEPARATOR.join(map(_encoded, fields))


def read_user_name(text: str) -> CiClaim | None:
    """Return the claim that a user name states; None for any other user name, and for an invalid claim."""
    if not text.startswith(PREFIX) or len(text) > MOST_USER_NAME:
        return None
    parts = text.removeprefix(PREFIX).split(_SEPARATOR)
    if len(parts) != _FIELDS:
        return None
    try:
        fields = [unquote(part.replace("~", "%"), errors="strict") for part in parts]
    except UnicodeDecodeError:
        return None
    system, repository, workflow, run, job = fields
    if any(len(one) > MOST_FIELD or (one and not one.isprintable()) for one in fields):
        return None
    if not system or not repository:
        return None
    return CiClaim(system=system, repository=repository, workflow=workflow, run=run, job=job)


def _encoded(text: str) -> str:
    field = field_of(text)
    while len(encoded := quote(field, safe="").replace("~", "%7E").replace("%", "~")) > _MOST_ENCODED:
        field = field[:-1]
    return encoded
