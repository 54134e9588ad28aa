"""Parses yarn.lock of yarn 1 ("classic") and of yarn 2 to 4 ("berry"), two formats with one filename.

yarn 1 writes `# yarn lockfile v1` in a comment, yarn 2 and later a key `__metadata`. A yarn.lock that has both the
comment and the key `__metadata`, or neither, is rejected, because yarn 1 and later versions would parse it differently.
"""

import re

from pratique.core.lock import Lock
from pratique.lockfiles.npm.yarn.berry import KNOWN_VERSIONS, read_berry
from pratique.lockfiles.npm.yarn.v1 import read_v1
from pratique.lockfiles.reading.document import first_problems, invalid, read_text, unknown_version

FORMAT = "yarn.lock"

_KNOWN = f"v1 of yarn 1 and {KNOWN_VERSIONS[0]} to {KNOWN_VERSIONS[-1]} of later versions"
_V1_MARK = re.compile(r"^#[ \t]*+yarn lockfile v([0-9]{1,9}+)[ \t\r]*+$", re.MULTILINE)
_BERRY_MARK = re.compile(r"^[\"']?__metadata[\"']?:", re.MULTILINE)


def parse(data: bytes) -> Lock:
    """Parse a yarn lockfile. Raises ParseError if the bytes are not a yarn lockfile or its version is unknown."""
    text = read_text(data, what=FORMAT)
    # The plain look-ups are far faster than the patterns, on a text that has no such mark.
    mark = _V1_MARK.search(text) if "yarn lockfile v" in text else None
    if "__metadata" in text and _BERRY_MARK.search(text) is not None:
        if mark is not None:
            raise invalid(
                "yarn.lock has the headers of two formats (`# yarn lockfile v1` and `__metadata`)",
                hint="yarn 1 and later versions read such a file differently: regenerate the lockfile with `yarn install`",
            )
        return read_berry(data)
    if mark is None:
        if not text.strip():
            raise invalid("yarn.lock is empty", hint="run `yarn install`")
        raise unknown_version(FORMAT, None, known=_KNOWN)
    if mark[1] != "1":
        raise unknown_version(FORMAT, f"v{mark[1]}", known=_KNOWN)
    section = read_v1(text)
    return Lock(
        format=f"{FORMAT} v1",
        packages=section.packages,
        problems=first_problems(section.problems),
        requests=section.requests,
    )
