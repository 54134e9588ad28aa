"""Text literals of a file that name addresses, places of credentials or places of start-up.

Most literals name nothing, and a bundle has tens of thousands: all of them are searched together for the fixed
words that every such name contains, and only those that have one are looked at in full.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.scopes import Scope

_ADDRESS = b"://"
HINTS: tuple[bytes, ...] = (
    *(
        b"://",
        b".npmrc",
        b".pypirc",
        b"netrc",
        b".git-cred",
        b".ssh",
        b"id_rsa",
        b"id_dsa",
        b"id_ecdsa",
        b"id_ed25519",
    ),
    *(
        b".aws",
        b".azure",
        b"gcloud",
        b"_default_cred",
        b".kube",
        b".docker",
        b".gnupg",
        b"vault",
        b"/etc/",
        b"serviceaccount",
    ),
    *(
        b"169.254",
        b"metadata.goo",
        b"keychain",
        b"login data",
        b"local state",
        b"key4.db",
        b"logins.json",
        b"cookies.sq",
    ),
    *(
        b"chrome",
        b"brave",
        b"leveldb",
        b"opera s",
        b"wallet",
        b"nkbih",
        b"exodus",
        b"solana",
        b"_token",
        b"_authtoken",
    ),
    *(b".gem/", b".gem\\", b"rubygems_"),
    *(
        b"twine_",
        b"pypi-a",
        b"gh_",
        b"ghp_",
        b"_pat",
        b"secret",
        b"google_app",
        b"_api_key",
        b"cron",
        b"systemd",
    ),
    *(
        b"systemctl",
        b"launch",
        b"autostart",
        b"currentv",
        b"start menu",
        b"schtasks",
        b"scheduledt",
        b"bashrc",
        b"zshrc",
    ),
    *(b"profile", b"zshenv", b"customize", b"preload", b"dyld", b"solana"),
    *(b".github", b".gitlab-", b".circleci", b".git/", b".git\\", b"hookspath", b".vscode", b".idea"),
    *(b"claude", b"agents.md", b"gemini", b".cursor", b".windsurf", b"copilot-i", b".codex", b".continue"),
    *(b".codeium", b".mcp", b"pip/pip", b"pip\\", b".pip/", b".yarnrc", b"_history", b"tdata", b"discord"),
    *(b".kdbx", b"1password", b"bitwarden", b"keepass", b"atomic", b"electrum", b"keystore", b"bfnael"),
    *(b"hnfank", b"fhbohi", b"egjidj", b"ibnejd"),
)
"""Each address and place of `engine/places.py` contains one, in lower case (tested)."""
_NUMERIC = re.compile(rb"\n[\"'`]?(?:\d{1,3}\.){3}\d")
_LONG = 4_000
_BEFORE, _AFTER = 300, 700
_MOST_WINDOWS = 200


def telling(texts: Iterable[tuple[bytes, int, Scope]]) -> Iterator[tuple[str, int, Scope, bool]]:
    """Give the literals that may name something: content (windows of a long one), place of the first byte, scope.

    The last item tells whether it may name more than an address.
    """
    # Bundles repeat many: each is searched once.
    numbers = {raw: number for number, raw in enumerate(dict.fromkeys([raw for raw, _, _ in texts]))}
    if not numbers:
        return
    shown = [raw if b"\\" not in raw else unescape(raw).encode("utf-8", "replace") for raw in numbers]
    together = b"\n" + b"\n".join(shown).lower() + b"\n"
    starts = list(accumulate((len(text) + 1 for text in shown[:-1]), initial=1))
    hits: dict[int, list[int]] = {}
    named: set[int] = set()
    for place, address in _places(together):
        number = bisect_right(starts, place) - 1
        hits.setdefault(number, []).append(place - starts[number])
        if not address:
            named.add(number)
    if not hits:
        return
    for raw, start, scope in texts:
        number = numbers[raw]
        if number in hits:
            for window in _windows(shown[number], hits[number]):
                yield window.decode("utf-8", "replace"), start, scope, number in named


def _places(together: bytes) -> Iterator[tuple[int, bool]]:
    for hint in HINTS:
        place = together.find(hint)
        while place >= 0:
            yield place, hint == _ADDRESS
            place = together.find(hint, place + len(hint))
    for match in _NUMERIC.finditer(together):
        yield match.start() + 1, True


def _windows(text: bytes, places: list[int]) -> Iterator[bytes]:
    """The whole of a short text, and what stands around the places of a long one."""
    if len(text) <= _LONG:
        yield text.strip(b"\"'`") if text[:1] in {b'"', b"'", b"`"} else text
        return
    end = -1
    for count, place in enumerate(sorted(places)):
        if count > _MOST_WINDOWS:
            return
        if place + _AFTER // 2 > end:
            yield text[max(place - _BEFORE, 0, end) : place + _AFTER]
            end = place + _AFTER
