"""The search in debug logs of package managers; the lines are those of real runs with the names exchanged."""

from datetime import UTC, datetime
from pathlib import Path

from pratique.respond.places.debug_logs import DebugLogs
from pratique.respond.sighting import Contact, PlaceKind
from pratique.respond.wanted.value import Wanted
from tests.respond.places.log_builders import WANTED, item

NPM = """\
0 verbose cli /usr/bin/node /usr/bin/npm
1 info using npm@11.19.1
2 info using node@v22.2.0
14 silly fetch manifest axios@^1.0.0
19 silly placeDep ROOT axios@1.14.1 OK for: app@1.0.0 want: ^1.0.0
20 silly placeDep ROOT @acme/ui-kit@2.0.1 OK for: app@1.0.0 want: 2.0.1
25 http fetch GET 200 https://registry.invalid/axios/-/axios-1.14.1.tgz 11ms (cache miss)
26 http cache @acme/ui-kit@https://registry.invalid/@acme/ui-kit/-/ui-kit-2.0.1.tgz 0ms (cache hit)
27 info run axios@1.14.1 postinstall node_modules/axios node setup.js
28 info run axios@1.14.1 postinstall { code: 0, signal: null }
30 silly ADD node_modules/axios
33 verbose cwd /home/jane/shop
37 verbose exit 0
"""


def found(path: Path, wanted: Wanted = WANTED) -> dict[tuple[str, Contact], str]:
    return {(one.wanted, one.contact): one.note for one in DebugLogs().search(path, wanted).sightings}


def test_npms_log_names_downloads_and_the_scripts_that_ran(tmp_path: Path) -> None:
    log = tmp_path / "2026-03-31T01_02_03_586Z-debug-0.log"
    log.write_text(NPM)
    assert DebugLogs().finds(log)
    assert found(log) == {
        ("pkg:npm/axios", Contact.EXECUTED): "postinstall ran (npm); in /home/jane/shop",
        ("pkg:npm/axios", Contact.FETCHED): "downloaded (npm); in /home/jane/shop",
        (
            "pkg:npm/@acme/ui-kit",
            Contact.FETCHED,
        ): "requested by npm, from its cache or the registry; in /home/jane/shop",
    }
    result = DebugLogs().search(log, WANTED)
    ran = next(one for one in result.sightings if one.contact is Contact.EXECUTED)
    assert (ran.kind, ran.count, ran.inside) == (PlaceKind.DEBUG_LOG, 1, f"{log.name}:9")
    assert ran.first == datetime(2026, 3, 31, 1, 2, 3, 586_000, tzinfo=UTC)
    assert (result.searched[0].format, result.searched[0].units) == ("npm debug log", 13)


def test_a_refused_download_and_another_version_are_no_download(tmp_path: Path) -> None:
    log = tmp_path / "x-debug-0.log"
    log.write_text(
        NPM.replace("GET 200", "GET 403").replace("info run axios@1.14.1", "info run axios@1.14.0")
    )
    contacts = {contact for name, contact in found(log) if name == "pkg:npm/axios"}
    assert contacts == {Contact.REFUSED}


def test_npm_6_logs_a_stage_also_without_a_script(tmp_path: Path) -> None:
    log = tmp_path / "npm-debug.log"
    log.write_text(
        "0 info it worked if it ends with ok\n1 verbose cli [ 'node', 'npm' ]\n2 info using npm@6.14.18\n"
        "90 info lifecycle axios@1.14.1~postinstall: axios@1.14.1\n"
    )
    assert {} == found(log)
    with log.open("a") as more:
        more.write("91 verbose lifecycle axios@1.14.1~postinstall: CWD: /x/node_modules/axios\n")
    assert {contact for _, contact in found(log)} == {Contact.EXECUTED}


def test_pnpms_log_names_fetched_packages_and_scripts(tmp_path: Path) -> None:
    log = tmp_path / "pnpm.log"
    log.write_text(
        '{"time":1774918923000,"hostname":"vm","pid":1,"level":"debug","name":"pnpm:scope","selected":1}\n'
        '{"time":1774918923001,"hostname":"vm","pid":1,"level":"debug","name":"pnpm:stage","stage":"x"}\n'
        '{"time":1774918923002,"hostname":"vm","pid":1,"level":"debug","name":"pnpm:progress","packageId":"@acme/ui-kit@2.0.1","requester":"/a","status":"fetched"}\n'
        '{"time":1774918923003,"hostname":"vm","pid":1,"level":"debug","name":"pnpm:lifecycle","depPath":"axios@1.14.1","script":"node x","stage":"postinstall","wd":"/a"}\n'
    )
    assert DebugLogs().finds(log)
    assert set(found(log)) == {("pkg:npm/@acme/ui-kit", Contact.FETCHED), ("pkg:npm/axios", Contact.EXECUTED)}


def test_yarns_error_log_contains_the_lock(tmp_path: Path) -> None:
    log = tmp_path / "yarn-error.log"
    log.write_text(
        "Arguments: \n  /usr/bin/node /usr/bin/yarn install\n\nLockfile: \n  axios@^1.0.0:\n"
        '    version "1.14.1"\n    resolved "https://registry.invalid/axios/-/axios-1.14.1.tgz#aa"\n'
    )
    assert DebugLogs().finds(log)
    (searched,) = DebugLogs().search(log, WANTED).searched
    assert ["yarn-error.log:7"] == [one.inside for one in searched.unchecked]


def test_other_files_are_no_debug_log(tmp_path: Path) -> None:
    for text in ("", "1 apple\n2 pears\n", "hello\n", '{"time":1}\n'):
        (tmp_path / "x").write_text(text)
        assert not DebugLogs().finds(tmp_path / "x")
    assert (
        DebugLogs()
        .search(tmp_path / "missing", Wanted(releases=(item("npm", "a", "1.0.0"),)))
        .searched[0]
        .unchecked
    )
