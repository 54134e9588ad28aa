"""The drill of event-stream: a made-up company whose projects used event-stream 3.3.6 and flatmap-stream 0.1.1 in 2018.

Times, versions and publishers of the two packages are those of the record. The company, its people and its machines are
made up, and so are all bytes. The hours at which flatmap-stream was published are unknown, so that no file states them.
"""

import json
from collections.abc import Mapping

from pratique.respond.drill import npm
from pratique.respond.drill.image import WHITEOUT, saved_image
from pratique.respond.drill.npm import REGISTRY, Package
from pratique.respond.drill.organisation import Organisation, Repository, at, joined
from pratique.respond.drill.repository import Commit

ADVISORY = "GHSA-mh6f-8j2x-4483"
_ADA = "Ada Quist <ada@acme.example>"
_BEN = "Ben Osei <ben@acme.example>"
_BOT = "update-bot <update-bot@acme.example>"
_RANGE = {"event-stream": "^3.3.4"}
_FLATMAP_RANGE = {"flatmap-stream": "^0.1.0"}
_MARKER = "// made for a drill: in the real release, the attack was here\nmodule.exports = {}\n"
_PLAIN = "// made for a drill\nmodule.exports = {}\n"

STREAM_4 = Package(name="event-stream", version="3.3.4", files={"index.js": _PLAIN})
STREAM_6 = Package(name="event-stream", version="3.3.6", files={"index.js": _PLAIN}, depends=_FLATMAP_RANGE)
FLATMAP_0 = Package(name="flatmap-stream", version="0.1.0", files={"index.js": _PLAIN})
FLATMAP_1 = Package(
    name="flatmap-stream", version="0.1.1", files={"index.js": _PLAIN, "test/data.js": _MARKER}
)


def organisation() -> Organisation:
    """Return the company with its advisory, listing, repositories, logs, caches and images."""
    return Organisation(
        repositories=(_shop(), _wallet(), _docs(), _prototype()),
        files=joined(
            (
                {
                    "evidence/advisory.json": _advisory(),
                    "evidence/event-stream-listing.json": _listing(),
                    "logs/registry-access.log": _access_log(),
                    "images/shop-web-2018-10-09.tar": _image(),
                    "README.md": _READ_ME.encode(),
                },
                npm.cache("laptops/ada/.npm", (STREAM_6, FLATMAP_1), time_ms=1_539_594_180_000),
                npm.installed("laptops/ada/wallet-app", (STREAM_6, FLATMAP_1)),
            )
        ),
    )


def _commit(time: str, author: str, subject: str, files: Mapping[str, bytes]) -> Commit:
    return Commit(at=at(time), author=author, subject=subject, files=files)


def _npm_project(name: str, *packages: Package, wanted: str = "^3.3.4") -> dict[str, bytes]:
    files = {"package.json": npm.manifest(name, {"event-stream": wanted})}
    return files | ({"package-lock.json": npm.package_lock(name, packages)} if packages else {})


def _shop() -> Repository:
    """Return the shop: the lock is refreshed by a bot, and pinned after the advisory."""
    commits = (
        _commit("2018-03-12T10:02:11Z", _ADA, "Start the shop", _npm_project("shop-web", STREAM_4)),
        _commit(
            "2018-09-12T06:00:04Z",
            _BOT,
            "Update the lockfile",
            _npm_project("shop-web", STREAM_6, FLATMAP_0),
        ),
        _commit(
            "2018-10-08T06:00:05Z",
            _BOT,
            "Update the lockfile",
            _npm_project("shop-web", STREAM_6, FLATMAP_1),
        ),
        _commit(
            "2018-11-27T08:41:30Z",
            _BEN,
            "Pin event-stream to 3.3.4",
            _npm_project("shop-web", STREAM_4, wanted="3.3.4"),
        ),
    )
    return Repository(path="repositories/shop-web", branches={"main": commits})


def _wallet() -> Repository:
    """Return the wallet app: only a release branch locked the bad releases, and it still does."""
    before = {
        "package.json": npm.manifest("wallet-app", _RANGE),
        "yarn.lock": npm.yarn_lock(((STREAM_4, "^3.3.4"),)),
    }
    after = {
        "package.json": npm.manifest("wallet-app", _RANGE),
        "yarn.lock": npm.yarn_lock(((STREAM_6, "^3.3.4"), (FLATMAP_1, "^0.1.0"))),
    }
    start = _commit("2018-06-04T12:30:00Z", _ADA, "Start the wallet app", before)
    bad = _commit("2018-10-15T09:05:42Z", _ADA, "Refresh yarn.lock for the release", after)
    return Repository(
        path="repositories/wallet-app", branches={"main": (start,), "release-5.2": (start, bad)}
    )


def _docs() -> Repository:
    """Return the documentation, whose lock was never refreshed."""
    start = _commit(
        "2018-02-01T08:00:00Z", _BEN, "Start the documentation", _npm_project("docs-site", STREAM_4)
    )
    return Repository(path="repositories/docs-site", branches={"main": (start,)})


def _prototype() -> Repository:
    """Return a prototype without a lock, whose range allows 3.3.6."""
    start = _commit("2018-07-19T16:45:00Z", _ADA, "Try a stream", _npm_project("prototype"))
    return Repository(path="repositories/prototype", branches={"main": (start,)})


def _advisory() -> bytes:
    """Return an OSV record with the id, the time and the versions of the advisory, in our own words."""
    record = {
        "schema_version": "1.6.0",
        "id": ADVISORY,
        "published": "2018-11-26T23:58:21Z",
        "modified": "2018-11-26T23:58:21Z",
        "summary": "event-stream 3.3.6 requires flatmap-stream, and flatmap-stream 0.1.1 contains malicious code",
        "affected": [
            _affected("event-stream", "3.3.6"),
            _affected("flatmap-stream", "0.1.1"),
        ],
        "database_specific": {"cwe_ids": ["CWE-506"]},
    }
    return _json(record)


def _affected(name: str, version: str) -> dict[str, object]:
    return {"package": {"ecosystem": "npm", "name": name}, "versions": [version]}


def _listing() -> bytes:
    """Return the listing of event-stream as it was before 3.3.6 was removed, shortened to four fields of three releases."""
    versions = {
        "3.3.4": _listed("3.3.4", "dominictarr", {}),
        "3.3.5": _listed("3.3.5", "right9ctrl", {}),
        "3.3.6": _listed("3.3.6", "right9ctrl", _FLATMAP_RANGE),
    }
    times = {
        "created": "2016-07-17T07:24:09.767Z",
        "modified": "2018-09-09T08:28:59.503Z",
        "3.3.4": "2016-07-17T07:24:09.767Z",
        "3.3.5": "2018-09-05T05:27:47.219Z",
        "3.3.6": "2018-09-09T08:28:59.503Z",
    }
    return _json({"name": "event-stream", "versions": versions, "time": times})


def _listed(version: str, publisher: str, depends: Mapping[str, str]) -> dict[str, object]:
    return {
        "name": "event-stream",
        "version": version,
        "dependencies": dict(depends),
        "_npmUser": {"name": publisher},
        "dist": {"tarball": f"{REGISTRY}/event-stream/-/event-stream-{version}.tgz"},
    }


_LOGGED = (
    (
        "10.4.0.21",
        "ci-shop",
        "12/Sep/2018:06:04:51 +0000",
        "event-stream",
        "3.3.6",
        "npm/6.4.1 node/v8.12.0 linux x64",
    ),
    (
        "10.4.0.21",
        "ci-shop",
        "12/Sep/2018:06:04:51 +0000",
        "flatmap-stream",
        "0.1.0",
        "npm/6.4.1 node/v8.12.0 linux x64",
    ),
    (
        "10.4.0.21",
        "ci-shop",
        "08/Oct/2018:06:05:13 +0000",
        "flatmap-stream",
        "0.1.1",
        "npm/6.4.1 node/v8.12.0 linux x64",
    ),
    (
        "10.4.7.103",
        "ada",
        "15/Oct/2018:09:03:00 +0000",
        "event-stream",
        "3.3.6",
        "yarn/1.10.1 npm/? node/v10.11.0 darwin x64",
    ),
    (
        "10.4.7.103",
        "ada",
        "15/Oct/2018:09:03:01 +0000",
        "flatmap-stream",
        "0.1.1",
        "yarn/1.10.1 npm/? node/v10.11.0 darwin x64",
    ),
    (
        "10.4.0.33",
        "ci-docs",
        "02/Nov/2018:11:20:09 +0000",
        "event-stream",
        "3.3.4",
        "npm/6.4.1 node/v8.12.0 linux x64",
    ),
)


def _access_log() -> bytes:
    """Return the access log of the nginx in front of the registry, in its combined format."""
    lines = [
        f'{address} - {account} [{time}] "GET /{name}/-/{name}-{version}.tgz HTTP/1.1" 200 {2048 + number} "-" "{agent}"'
        for number, (address, account, time, name, version, agent) in enumerate(_LOGGED)
    ]
    return ("\n".join(lines) + "\n").encode()


def _image() -> bytes:
    """Return the image of the shop, in which a later layer deletes flatmap-stream."""
    return saved_image(
        "acme/shop-web:2018-10-09",
        (
            {"etc/os-release": b'NAME="made for a drill"\n'},
            npm.installed("srv/shop", (STREAM_6, FLATMAP_1)),
            {f"srv/shop/node_modules/{WHITEOUT}flatmap-stream": b""},
        ),
        created="2018-10-09T05:00:00Z",
    )


_READ_ME = """\
# Drill: event-stream

It is 27 November 2018, in the morning. `evidence/advisory.json` arrived last night. Was Acme affected?

Acme, its people and all bytes in this folder are made up, and no file contains malicious code. The times, the versions and the
publishers of the two packages are those of the record. `pratique help incident-drill` leads through the drill.
"""


def _json(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
