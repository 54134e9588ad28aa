"""Which incidents are put on real ground, the most installed first, and in what their bad releases differ from the record."""

import json
from datetime import timedelta

from gauntlet import forms
from gauntlet.ground import Bytes, Edit, Ground
from gauntlet.incident import Release, utc
from gauntlet.incidents import (
    axios_2026,
    chalk_debug_2025,
    coa_rc_2021,
    eslint_config_prettier_2025,
    eslint_scope_2018,
    event_stream_2018,
    faker_colors_2022,
    is_2025,
    node_ipc_2022,
    nx_s1ngularity_2025,
    rand_user_agent_2025,
    shai_hulud_1_2025,
    ua_parser_js_2021,
)

_QIX, _SINDRE = "qix", "sindresorhus"


def _past(version: str, at: str, publisher: str, *others: str) -> Release:
    return Release(version=version, at=utc(at), publisher=publisher, maintainers=(publisher, *others))


_CHALK = Ground(
    incident=chalk_debug_2025.INCIDENT,
    # The account of 5.6.1 had published chalk before; so had it ansi-styles.
    more={
        "chalk": (
            _past("2.0.1", "2017-06-30T03:26:46.721Z", _QIX, _SINDRE),
            _past("2.1.0", "2017-08-07T03:56:43.217Z", _QIX, _SINDRE),
            _past("2.2.2", "2017-10-24T03:20:46.238Z", _QIX, _SINDRE),
            _past("2.4.2", "2019-01-05T15:45:52.349Z", _SINDRE, _QIX),
            _past("4.1.0", "2020-06-09T07:43:42.525Z", _SINDRE, _QIX),
        ),
        "ansi-styles": (
            _past("3.0.0", "2017-01-17T09:16:34.807Z", _QIX, _SINDRE),
            _past("3.1.0", "2017-06-12T22:42:00.220Z", _QIX, _SINDRE),
            _past("4.3.0", "2020-10-04T19:18:25.986Z", _SINDRE, _QIX),
        ),
    },
    differs="the attacker's addresses are words with a marker, 200 in all; 15 packages are left out",
)


def _copied(*, bad: bool) -> Edit:
    """A renamed copy of crypto-js; the bad one has the dropper and the manifest that it leaves behind."""

    def edit(files: Bytes) -> Bytes:
        out = dict(files)
        if bad:
            clean = {**json.loads(files["package.json"]), "name": "plain-crypto-js", "version": "4.2.0"}
            out["setup.js"] = forms.dropper().encode()
            out["package.md"] = json.dumps(clean, indent=2).encode() + b"\n"
        return out

    return edit


_PLAIN = "plain-crypto-js"
_AXIOS = Ground(
    incident=axios_2026.INCIDENT,
    more={
        _PLAIN: (
            Release(
                version="4.2.0",
                at=utc("2026-03-30T06:00:00Z"),
                publisher="newname",
                maintainers=("newname",),
                files={"index.js": "exports.hash = require('crypto').createHash;\n"},
            ),
        ),
        "axios": (
            _past("1.13.6", "2026-02-27T12:00:00Z", "jasonsaayman"),
            _past("1.15.0", "2026-04-08T12:00:00Z", "jasonsaayman"),
        ),
    },
    base={(_PLAIN, "4.2.0"): ("crypto-js", "4.2.0"), (_PLAIN, "4.2.1"): ("crypto-js", "4.2.0")},
    edits={(_PLAIN, "4.2.0"): _copied(bad=False), (_PLAIN, "4.2.1"): _copied(bad=True)},
    differs=(
        "key and constant of the XOR, and the texts of the three programs; the hours of the decoy and of the dependency, and that the decoy"
        " is a copy of crypto-js; 0.30.4 is left out; axios 1.13.6 and 1.15.0 with days that were filled in, and without provenance"
    ),
)
_FLATMAP_FIRST = utc("2018-08-05T00:00:00Z")
_FLATMAP_LAST = event_stream_2018.INCIDENT.at - timedelta(seconds=1)
_FLATMAP = (
    "flatmap-stream is in no registry any more: both of its releases are made up, and a marker is in place of the ciphertext;"
    " 3.3.6 is built upon 3.3.5, whose dependencies it has"
)
_EVENT_STREAM = tuple(
    Ground(
        incident=event_stream_2018.INCIDENT,
        note=note,
        at={("flatmap-stream", "0.1.0"): at},
        moments=("1 h", "30 d"),
        differs=_FLATMAP,
    )
    for note, at in (
        ("0.1.0 five weeks before", _FLATMAP_FIRST),
        ("0.1.0 the second before", _FLATMAP_LAST),
    )
)
_RAND = Ground(
    incident=rand_user_agent_2025.INCIDENT,
    edits={
        ("rand-user-agent", version): lambda files: {
            **files,
            "dist/index.js": forms.behind_white_space(
                files["dist/index.js"], forms.shuffled_loader(forms.remote_access())
            ),
        }
        for version in ("1.0.110", "2.0.83", "2.0.84")
    },
    differs="the numbers and rounds of the shuffle; the program is ours, and talks by plain requests",
)
_UA_PARSER = Ground(incident=ua_parser_js_2021.INCIDENT, differs="names of files and of options of the miner")


def _emptied(files: Bytes) -> Bytes:
    """All code gone, and a text in its place."""
    return {
        "package.json": files.get("package.json", b"{}"),
        "README.md": b"# What really happened?\n\nmarker\n",
    }


_ESLINT_SCOPE = Ground(
    incident=eslint_scope_2018.INCIDENT,
    differs="the account of 3.7.2; the second stage, which no host has, is not there",
)
_PRETTIER = Ground(
    incident=eslint_config_prettier_2025.INCIDENT,
    differs="how the script hides its words; the library for Windows is headers and markers; three of the five packages are left out",
)
_COA_RC = Ground(
    incident=coa_rc_2021.INCIDENT,
    differs="how the batch hides its words, coa's accounts and hours; the library that it would fetch does not exist",
)
_COLORS = Ground(
    incident=faker_colors_2022.INCIDENT,
    edits={("faker", "6.6.6"): _emptied},
    differs="the texts; the order of the later two of colors, and the accounts before the owner's return",
)
_NX = Ground(
    incident=nx_s1ngularity_2025.INCIDENT,
    differs="the wording of the prompt, and which of the two packages had which versions; the shell is not shut down",
)
_NODE_IPC = Ground(
    incident=node_ipc_2022.INCIDENT,
    differs="the folders do not exist and no country has that name; 10.1.2 has the bytes of 10.1.1; all of peacenotwar",
)
_SHAI_HULUD = Ground(
    incident=shai_hulud_1_2025.INCIDENT,
    differs="the bundle is a sixth of the real one, and what it does is rebuilt from the record; rxnt-authentication is made up",
)
_IS = Ground(
    incident=is_2025.INCIDENT, differs="how the loader hides the shell; the accounts' names and most hours"
)

GROUNDS: tuple[Ground, ...] = (
    _CHALK,
    _AXIOS,
    _PRETTIER,
    _ESLINT_SCOPE,
    _COA_RC,
    _UA_PARSER,
    _COLORS,
    _NX,
    _IS,
    _NODE_IPC,
    _SHAI_HULUD,
    *_EVENT_STREAM,
    _RAND,
)
"""The most installed first."""
