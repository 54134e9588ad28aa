"""Finds private keys in PEM form (RFC 7468), OpenSSH's form, and PGP's form, also inside strings with escaped line ends."""

import base64
import binascii
import re
from collections.abc import Iterator

from pratique.publishing.secrets.secret import Secret

RULE = "private-key-in-package"
_MARK = b"PRIVATE KEY"
_BEGIN = re.compile(rb"-----BEGIN ((?:[A-Z0-9]{1,10} ){0,2}PRIVATE KEY(?: BLOCK)?)-----")
_MOST_BODY = 16_384
_LEAST_BODY = 24
"""The smallest private key, in bytes: an Ed25519 key in PKCS #8 has 48."""
_NOT_BODY = re.compile(rb"\\[nr]|[\s\"'+,\\]{1,8}")
_TEXT = re.compile(rb"[A-Za-z0-9+/=]{32,}")
_HEADER = re.compile(rb"(?:Proc-Type|DEK-Info|Version|Comment):[^\n]{0,200}\n")


def private_keys(data: bytes) -> Iterator[Secret]:
    """Yield each private key with content. A begin line without content, as in a parser's source, is no key."""
    if _MARK not in data:
        return
    for found in _BEGIN.finditer(data):
        end = data.find(b"-----END " + found[1] + b"-----", found.end(), found.end() + _MOST_BODY)
        if end < 0:
            continue
        body = _NOT_BODY.sub(b"", _HEADER.sub(b"", data[found.end() : end]))
        if _is_key(body):
            kind = found[1].decode("ascii").removesuffix(" BLOCK")
            yield Secret(RULE, f"a private key ({kind.lower()})", body, found.start(), "-----B")


def _is_key(body: bytes) -> bool:
    if _TEXT.match(body) is None:
        return False
    text = body.rpartition(b"=")[0] or body
    text = text.rstrip(b"=")[: _MOST_BODY // 4 * 4]
    try:
        decoded = base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(decoded) >= _LEAST_BODY and len({*decoded}) > _LEAST_BODY // 2
