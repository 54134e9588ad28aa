"""Finds secrets in the files of a release that the last release did not contain."""

import posixpath
from collections.abc import Iterator

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.file_kinds import FileKind, kind_of
from pratique.publishing.outgoing import Outgoing
from pratique.publishing.secrets.private_keys import RULE, private_keys
from pratique.publishing.secrets.searching import secrets_of
from pratique.publishing.secrets.secret import Secret, line_of

_REVOKE = "remove it from the package, and revoke it if it was ever published or committed"
_PUBLISHED = "revoke it: it has been public since the last release at the latest"
_MOST = 50


def secrets_in(outgoing: Outgoing) -> Iterator[tuple[Secret, PublishFinding]]:
    """Yield each secret with its finding, at most 50.

    A secret that the last release already contained stops nothing, because it is public; the finding says that it must
    be revoked.
    """
    count = 0
    for file in outgoing.files:
        for secret in secrets_of(file):
            count += 1
            if count > _MOST:
                return
            yield secret, _finding(outgoing, file.path, file.data, secret)


def _finding(outgoing: Outgoing, path: str, data: bytes, secret: Secret) -> PublishFinding:
    public = _was_published(outgoing, secret)
    usual = secret.rule == RULE and _has_usual_keys(outgoing, path)
    more = f" that {outgoing.last.name} already contains" if public and outgoing.last else ""
    return PublishFinding(
        rule=secret.rule,
        level=Level.STOP if secret.sure and not public and not usual else Level.NOTE,
        location=Location(path, line_of(data, secret.at)),
        message=f"{secret.what}{more}: {secret.masked}",
        next_step=_PUBLISHED if public else _REVOKE,
    )


def _has_usual_keys(outgoing: Outgoing, path: str) -> bool:
    """Return True for a key among tests, or in a folder where the last release had private keys too.

    Tests and examples of TLS and signatures contain keys that protect nothing.
    """
    if kind_of(path) in {FileKind.TESTS, FileKind.FIXTURES}:
        return True
    folder = posixpath.dirname(path)
    last = outgoing.last
    return last is not None and any(
        posixpath.dirname(file.path) == folder and next(private_keys(file.data), None) is not None
        for file in last.tree
    )


def _was_published(outgoing: Outgoing, secret: Secret) -> bool:
    if outgoing.last is None:
        return False
    # Keys are compared without line ends: their first line is enough.
    part = secret.value[:64]
    return any(part in file.data for file in outgoing.last.tree)
