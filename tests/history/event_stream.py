"""event-stream as its registry told of it in autumn 2018, made by us from what is publicly recorded of the incident.

The last five releases have the recorded publishers, maintainers, and times (of 4.0.0 and 4.0.1 those of the commits,
since no others were found), and the dependency that came and went. The releases before them are filling: that many
came early, by the same author, and that those of the 2.1 to 3.0 lines have no publisher is recorded; their days are not.
"""

import json
from typing import Any

AUTHOR, NEWCOMER = "dominictarr", "right9ctrl"
_NEEDS = {"duplexer": "~0.1.1", "from": "~0", "map-stream": "~0.1.0", "split": "0.3", "through": "~2.3.1"}
_BUMPED = {
    "duplexer": "^0.1.1",
    "from": "^0.1.7",
    "map-stream": "0.0.7",
    "split": "^1.0.1",
    "through": "^2.3.8",
}

_EARLY = (
    ("0.9.0", "2011-12-29", AUTHOR), ("0.9.8", "2012-03-20", AUTHOR), ("1.0.0", "2012-09-18", AUTHOR),
    ("2.0.0", "2012-10-02", AUTHOR), ("2.0.7", "2012-10-18", AUTHOR), ("2.1.2", "2012-11-10", None),
    ("3.0.0", "2012-12-12", None), ("3.0.7", "2013-01-22", None), ("3.0.18", "2013-11-15", None),
    ("3.1.0", "2014-01-21", AUTHOR), ("3.1.7", "2014-11-25", AUTHOR), ("3.2.1", "2015-01-14", AUTHOR),
    ("3.3.0", "2015-04-16", AUTHOR), ("3.3.1", "2015-06-05", AUTHOR), ("3.3.2", "2015-10-11", AUTHOR),
)  # fmt: skip


def packument(*, removed: bool = False) -> dict[str, Any]:
    """The packument before 3.3.6 was removed; with `removed` after that: of 3.3.6 its time alone is left."""
    versions, times = {}, {}
    for version, day, publisher in _EARLY:
        versions[version] = _version(version, publisher, (AUTHOR,), _NEEDS)
        times[version] = f"{day}T12:00:00.000Z"
    both = (AUTHOR, NEWCOMER)
    for version, at, publisher, people, needs in (
        ("3.3.4", "2016-07-17T07:24:09.767Z", AUTHOR, (AUTHOR,), _NEEDS),
        ("3.3.5", "2018-09-05T05:27:47.219Z", NEWCOMER, both, _BUMPED),
        ("3.3.6", "2018-09-09T08:28:59.503Z", NEWCOMER, both, {**_BUMPED, "flatmap-stream": "^0.1.0"}),
        ("4.0.0", "2018-09-16T11:18:12.000Z", NEWCOMER, (NEWCOMER,), _BUMPED),
        ("4.0.1", "2018-09-20T13:17:24.000Z", NEWCOMER, (NEWCOMER,), _BUMPED),
    ):
        versions[version] = _version(version, publisher, people, needs)
        times[version] = at
    if removed:
        del versions["3.3.6"]
    people = ("npm",) if removed else (NEWCOMER,)
    return {
        "name": "event-stream",
        "description": "construct pipes of streams of events",
        "dist-tags": {"latest": "4.0.1"},
        "maintainers": [{"name": name} for name in people],
        "time": {"created": "2011-12-29T12:00:00.000Z", "modified": "2018-11-27T00:00:00.000Z", **times},
        "versions": versions,
    }


def packument_bytes(*, removed: bool = False) -> bytes:
    """The same as a registry sends it."""
    return json.dumps(packument(removed=removed)).encode()


def _version(
    version: str, publisher: str | None, people: tuple[str, ...], needs: dict[str, str]
) -> dict[str, Any]:
    user = {"_npmUser": {"name": publisher}} if publisher else {}
    return {
        "name": "event-stream",
        "version": version,
        "_id": f"event-stream@{version}",
        "scripts": {"test": "node test"},
        "dependencies": needs,
        "maintainers": [{"name": name} for name in people],
        "dist": {
            "tarball": f"https://registry.example/event-stream/-/event-stream-{version}.tgz",
            "shasum": "0" * 40,
        },
        **user,
    }
