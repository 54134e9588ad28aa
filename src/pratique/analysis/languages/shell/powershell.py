"""PowerShell on a command line, as far as it shows what it does: encoded commands, downloads, evaluation."""

import base64
import binascii
import re
from itertools import pairwise

from pratique.analysis.facts import Capability

_ENCODED = re.compile(r"-e(?:n(?:c(?:o(?:d(?:e(?:d(?:c\w*)?)?)?)?)?)?)?\Z|-ec\Z", re.IGNORECASE)
_COMMAND = re.compile(r"-c(?:o\w*)?\Z", re.IGNORECASE)
_MOST = 200_000

_SIGNS: tuple[tuple[Capability, str, re.Pattern[str]], ...] = (
    (
        Capability.NETWORK,
        "powershell.download",
        re.compile(
            r"\bNet\.WebClient\b|\bDownload(?:String|File|Data)\b|\bInvoke-(?:WebRequest|RestMethod)\b|\biwr\b|\birm\b"
            r"|\bStart-BitsTransfer\b|\bNet\.Sockets\.TCPClient\b",
            re.IGNORECASE,
        ),
    ),
    (
        Capability.CODE,
        "powershell.Invoke-Expression",
        re.compile(r"\biex\b|\bInvoke-Expression\b", re.IGNORECASE),
    ),
    (Capability.DECODE, "powershell.FromBase64String", re.compile(r"\bFromBase64String\b", re.IGNORECASE)),
    (
        Capability.PROCESS,
        "powershell.Start-Process",
        re.compile(r"\bStart-Process\b|\bsaps\b", re.IGNORECASE),
    ),
)


def is_encoded(arguments: tuple[str, ...]) -> bool:
    """Whether a call carries an encoded command."""
    return any(_ENCODED.match(word) for word in arguments)


def file_of(arguments: tuple[str, ...]) -> str | None:
    """The script file that is run: after `-File`, or alone."""
    for word, following in pairwise(arguments):
        if re.fullmatch(r"-f(?:ile?|i)?", word, re.IGNORECASE):
            return following.replace("\\", "/").removeprefix("./")
    alone = next((word for word in arguments if word.lower().endswith(".ps1") and " " not in word), None)
    return alone.replace("\\", "/").removeprefix("./") if alone else None


def script_of(arguments: tuple[str, ...]) -> str | None:
    """The script on a command line, decoded when it is encoded (base64 of UTF-16, `-EncodedCommand`)."""
    for place, word in enumerate(arguments[:-1]):
        if _ENCODED.match(word):
            return decode(arguments[place + 1])
        if _COMMAND.match(word):
            return " ".join(arguments[place + 1 :])
    rest = [word for word in arguments if not word.startswith("-")]
    return " ".join(rest) if rest else None


def decode(text: str) -> str | None:
    """An encoded command in plain text; None when it is none."""
    try:
        return base64.b64decode(text[:_MOST], validate=True).decode("utf-16-le")
    except (binascii.Error, ValueError):
        return None


def signs(script: str) -> list[tuple[Capability, str]]:
    """What a script shows that it does."""
    return [(capability, api) for capability, api, pattern in _SIGNS if pattern.search(script[:_MOST])]
