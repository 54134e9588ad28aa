"""Which incidents are put on real ground, the most installed first, and in what their bad releases differ from the record."""

from datetime import timedelta

from gauntlet import edits
from gauntlet.ground import Ground
from gauntlet.incident import Release, utc
from gauntlet.incidents import (
    axios_2026,
    bootstrap_sass_2019,
    chalk_debug_2025,
    coa_rc_2021,
    durabletask_2026,
    eslint_config_prettier_2025,
    eslint_scope_2018,
    event_stream_2018,
    faker_colors_2022,
    hades_pypi_2026,
    is_2025,
    keyv_chaindrop_2026,
    lightning_2026,
    litellm_2026,
    mastra_2026,
    node_ipc_2022,
    nx_s1ngularity_2025,
    phantom_gyp_2026,
    rand_user_agent_2025,
    rest_client_2019,
    rspack_2024,
    shai_hulud_1_2025,
    shai_hulud_2_2025,
    solana_web3js_2024,
    strong_password_2019,
    tanstack_2026,
    ua_parser_js_2021,
    ultralytics_2024,
    xrpl_2025,
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
    differs="has 200 marker words instead of the attacker's addresses",
)


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
    edits={(_PLAIN, "4.2.0"): edits.copied(bad=False), (_PLAIN, "4.2.1"): edits.copied(bad=True)},
    differs=(
        "has another key and constant of the XOR, other programs, other publish hours of the decoy and the dependency, and other days of axios"
        " 1.13.6 and 1.15.0, which are listed without provenance. The decoy is a copy of crypto-js"
    ),
)
_FLATMAP_FIRST = utc("2018-08-05T00:00:00Z")
_FLATMAP_LAST = event_stream_2018.INCIDENT.at - timedelta(seconds=1)
_FLATMAP = (
    "contains two made-up releases of flatmap-stream, because no registry lists flatmap-stream any more; a marker replaces the ciphertext."
    " The record says only that flatmap-stream 0.1.0 was weeks old: one table dates this release to 2018-08-05, the other to the second before"
    " event-stream 3.3.6"
)
_FLATMAP_MISSED = (
    "the general rule `newcomer-adds-strangers-young-dependency` considers a dependency young for 30 days, but flatmap-stream 0.1.0 is"
    " 35 days old in this row. With the cooldown on, the signal lengthens the cooldown of event-stream to 14 days, which ends before day 30."
    " The limit of 30 days is measured (1 of 30,663 benign releases); we do not raise it for one date that nobody recorded. Pratique blocks"
    " the payload itself, flatmap-stream 0.1.1"
)
_EVENT_STREAM = tuple(
    Ground(
        incident=event_stream_2018.INCIDENT,
        note=note,
        at={("flatmap-stream", "0.1.0"): at},
        moments=("1 h", "30 d"),
        differs=_FLATMAP,
        missed=_FLATMAP_MISSED,
    )
    for note, at in (
        ("0.1.0 five weeks before", _FLATMAP_FIRST),
        ("0.1.0 the second before", _FLATMAP_LAST),
    )
)
_RAND = Ground(
    incident=rand_user_agent_2025.INCIDENT,
    forms={("rand-user-agent", version): edits.remote_access for version in ("1.0.110", "2.0.83", "2.0.84")},
    differs="shuffles with other numbers and rounds; we wrote the program, which uses plain requests",
)
_UA_PARSER = Ground(
    incident=ua_parser_js_2021.INCIDENT, differs="has other file names, and other options of the miner"
)


_ESLINT_SCOPE = Ground(
    incident=eslint_scope_2018.INCIDENT,
    differs="has another account for eslint-scope 3.7.2; no host serves the second stage",
)
_PRETTIER = Ground(
    incident=eslint_config_prettier_2025.INCIDENT,
    differs="hides the words of the script in another way; the DLL contains a header and markers",
)
_COA_RC = Ground(
    incident=coa_rc_2021.INCIDENT,
    differs="hides the words of the batch file in another way, and has other accounts and publish hours of coa; the DLL does not exist",
)
_COLORS = Ground(
    incident=faker_colors_2022.INCIDENT,
    edits={("faker", "6.6.6"): edits.emptied},
    differs="has other texts, another order of the two later colors releases, and other accounts before the return of the owner",
)
_NX = Ground(
    incident=nx_s1ngularity_2025.INCIDENT,
    differs="has another prompt and other versions of each package; nothing shuts the machine down",
)
_NODE_IPC = Ground(
    incident=node_ipc_2022.INCIDENT,
    differs="contains a made-up peacenotwar; the folders and countries do not exist, and node-ipc 10.1.2 has the bytes of 10.1.1",
    missed=(
        "Pratique allows peacenotwar 9.1.3 and 9.1.5, and node-ipc 11.0.0 and 9.2.2, which depend on peacenotwar; the version range of the"
        " project includes none of these releases. Importing peacenotwar writes one constant text file to the desktop; it contacts no host,"
        " starts no program, reads no file and hides nothing. Pratique has no rule for a plain file write, because many benign packages write"
        " files on import (caches, configuration). The owner published the dependency himself, so no signal about strangers fires. Pratique therefore misses peacenotwar"
    ),
)
_SHAI_HULUD = Ground(
    incident=shai_hulud_1_2025.INCIDENT,
    more={"@ctrl/tinycolor": (_past("4.2.0", "2025-09-25T12:00:00Z", "scttcper"),)},
    differs="has a bundle that we rebuilt from the record at a sixth of the size, another day for @ctrl/tinycolor 4.2.0, and a made-up rxnt-authentication",
)
_IS = Ground(
    incident=is_2025.INCIDENT,
    differs="hides the shell in another way, and has other accounts and mostly other publish hours; `is` 3.1.0 is not judged, because its predecessor 2.2.0 is made up",
)

_ULTRALYTICS = Ground(
    incident=ultralytics_2024.INCIDENT,
    more={"ultralytics": (Release(version="8.3.40", at=utc("2024-12-04T12:00:00Z"), attested=True),)},
    edits={("ultralytics", version): edits.mines for version in ("8.3.41", "8.3.42")},
    differs="contains code that we wrote, and another publish hour of ultralytics 8.3.40",
)
_SOLANA = Ground(
    incident=solana_web3js_2024.INCIDENT,
    edits={("@solana/web3.js", version): edits.sends_keys for version in ("1.95.6", "1.95.7")},
    differs="has other header names; the bundles for browsers and React Native are unchanged",
)
_XRPL = Ground(
    incident=xrpl_2025.INCIDENT,
    edits={
        ("xrpl", "4.2.1"): edits.sends_seeds(node=False, web=True, bare=True),
        ("xrpl", "4.2.2"): edits.sends_seeds(node=False, web=True, bare=True),
        ("xrpl", "2.14.2"): edits.sends_seeds(node=True, web=False),
        ("xrpl", "4.2.3"): edits.sends_seeds(node=True, web=False),
        ("xrpl", "4.2.4"): edits.sends_seeds(node=True, web=True),
    },
    differs="has the function at the start of the bundle, not inside the module; the unminified bundle is unchanged",
)
_LIGHTNING = Ground(
    incident=lightning_2026.INCIDENT,
    edits={("lightning", version): edits.starts_bundle for version in ("2.6.2", "2.6.3")},
    differs="has a bundle with another packing and size",
)
_KEYV = Ground(
    incident=keyv_chaindrop_2026.INCIDENT,
    differs="has a bundle with another packing and name; provenance is listed, not signed",
)
_LITELLM = Ground(incident=litellm_2026.INCIDENT, differs="contains code that we wrote")
_RSPACK = Ground(
    incident=rspack_2024.INCIDENT, differs="contains code that we wrote, and other publish hours"
)
_SHAI_HULUD_2 = Ground(
    incident=shai_hulud_2_2025.INCIDENT,
    differs="has a bundle with another size and packing, and a made-up @zapier/zapier-sdk",
)
_TANSTACK = Ground(
    incident=tanstack_2026.INCIDENT,
    differs="has a bundle with another packing; the URL of the dependency does not exist; provenance is listed, not signed",
)
_PHANTOM_GYP = Ground(incident=phantom_gyp_2026.INCIDENT, differs="contains code that we wrote")
_MASTRA = Ground(
    incident=mastra_2026.INCIDENT,
    differs="contains a made-up easy-day-js with its script; @mastra/core 1.40.0 is not judged, because its predecessor 0.10.0 is made up",
)
_DURABLETASK = Ground(incident=durabletask_2026.INCIDENT, differs="contains code that we wrote")
_HADES = Ground(
    incident=hades_pypi_2026.INCIDENT,
    differs="has a bundle with another packing and size",
)
_GEMS = tuple(
    Ground(
        incident=one,
        differs="contains only our own files, because no gem registry was available when the digests were written",
    )
    for one in (rest_client_2019.INCIDENT, bootstrap_sass_2019.INCIDENT, strong_password_2019.INCIDENT)
)

GROUNDS: tuple[Ground, ...] = (
    _CHALK,
    _AXIOS,
    _KEYV,
    _PRETTIER,
    _ESLINT_SCOPE,
    _COA_RC,
    _UA_PARSER,
    _COLORS,
    _NX,
    _IS,
    _SOLANA,
    _NODE_IPC,
    _SHAI_HULUD,
    *_EVENT_STREAM,
    _RSPACK,
    _XRPL,
    _TANSTACK,
    _SHAI_HULUD_2,
    _RAND,
    _MASTRA,
    _PHANTOM_GYP,
    _LITELLM,
    _ULTRALYTICS,
    _LIGHTNING,
    _DURABLETASK,
    _HADES,
    *_GEMS,
)
"""By ecosystem the most installed first."""
