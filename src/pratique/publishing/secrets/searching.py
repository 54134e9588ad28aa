"""Searches one file for secrets of every kind."""

import re
from collections.abc import Iterator

from pratique.core.tree import File
from pratique.publishing.secrets.checksums import crc32_base62, random_looking
from pratique.publishing.secrets.forms import FORMS, Form
from pratique.publishing.secrets.private_keys import private_keys
from pratique.publishing.secrets.secret import Secret
from pratique.publishing.secrets.settings_files import credentials

TOKEN_RULE = "token-in-package"  # noqa: S105 - the name of a rule
_MOST_IN_A_FILE = 20
_AWS_SECRET = re.compile(
    rb"(?:aws_?)?secret_?(?:access_?)?key[\"']?[ \t]{0,8}[=:][ \t]{0,8}[\"']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    re.IGNORECASE,
)
_AWS_MARKS = (b"secret_access_key", b"secretAccessKey", b"SECRET_ACCESS_KEY", b"aws_secret")
_WORD = re.compile(rb"[A-Za-z0-9_]")


def secrets_of(file: File) -> tuple[Secret, ...]:
    """Return the secrets in a file, in order of their offsets; at most 20."""
    found: list[Secret] = []
    for secret in _every(file.path, file.data):
        if all(secret.value != other.value for other in found):
            found.append(secret)
        if len(found) >= _MOST_IN_A_FILE:
            break
    return tuple(sorted(found, key=lambda secret: secret.at))


def _every(path: str, data: bytes) -> Iterator[Secret]:
    yield from credentials(path, data)
    yield from private_keys(data)
    for form in FORMS:
        if form.mark in data:
            yield from _tokens(form, data)
    if any(mark in data for mark in _AWS_MARKS):
        for match in _AWS_SECRET.finditer(data):
            if random_looking(match[1]):
                yield Secret(TOKEN_RULE, "an AWS secret access key", match[1], match.start(1))


def _tokens(form: Form, data: bytes) -> Iterator[Secret]:
    for match in form.pattern.finditer(data):
        before = data[max(0, match.start() - 1) : match.start()]
        if form.mark[:1].isalnum() and _WORD.match(before):
            continue
        prefix = form.mark.decode("ascii")
        if form.valid(match[0]):
            yield Secret(TOKEN_RULE, form.what, match[0], match.start(), prefix, form.sure)
        elif form.valid is crc32_base62 and random_looking(match[0]):
            # A wrong checksum is the mark of an example; should a provider change the checksum, the note remains.
            what = f"a text like {form.what} with a wrong checksum"
            yield Secret(TOKEN_RULE, what, match[0], match.start(), prefix, sure=False)
