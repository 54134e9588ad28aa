"""The search in the log of a proxy, in each format."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.places.proxy_logs.formats import FORMATS
from pratique.respond.places.proxy_logs.place import ProxyLogs
from pratique.respond.sighting import Basis, Contact, Result, Sighting
from pratique.respond.wanted.value import Wanted
from tests.respond.places.log_builders import WANTED, item

TGZ = "/axios/-/axios-1.14.1.tgz"

LOGS = {
    "artifactory request log": """\
2026-03-31T01:02:03.470Z|12a8601c7feea529|10.240.8.115|jane|GET|/api/npm/npm-remote/axios/-/axios-1.14.1.tgz|200|-1|437|78|npm/11.0.0 node/v22.1.0 linux x64
2026-03-31T01:02:04.470Z|12a8601c7feea52a|10.240.8.115|jane|GET|/api/npm/npm-remote/axios|200|-1|437|78|npm/11.0.0
""",
    "artifactory access log": """\
2026-03-31 01:02:02,001 [4b1b8a0b04e31b80] [ACCEPTED LOGIN]  for jane/10.240.8.115.
2026-03-31 01:02:03,456 [4b1b8a0b04e31b81] [ACCEPTED DOWNLOAD] npm-remote-cache:axios/-/axios-1.14.1.tgz  for jane/10.240.8.115.
""",
    "nexus request log": """\
10.240.8.115 - jane [30/Mar/2026:21:02:03 -0400] "GET /repository/npm-proxy/axios/-/axios-1.14.1.tgz HTTP/1.1" 200 - 83421 12 "npm/11.0.0 node/v22.1.0" [qtp1085283394-921]
10.240.8.115 - jane [30/Mar/2026:21:02:04 -0400] "GET /repository/npm-proxy/axios HTTP/1.1" 200 - 83421 12 "npm/11.0.0 node/v22.1.0" [qtp1085283394-922]
""",
    "verdaccio log (json)": """\
{"level":40,"time":1774918922000,"pid":1,"hostname":"vm","addr":"http://127.0.0.1/","msg":"http address - verdaccio/6.8.0"}
{"level":30,"time":1774918923000,"pid":1,"hostname":"vm","sub":"in","req":{"method":"GET","url":"/axios/-/axios-1.14.1.tgz","headers":{}},"ip":"10.240.8.115","msg":"10.240.8.115 requested 'GET /axios/-/axios-1.14.1.tgz'"}
{"level":25,"time":1774918923000,"pid":1,"hostname":"vm","sub":"in","request":{"method":"GET","url":"/axios/-/axios-1.14.1.tgz"},"user":"jane","remoteIP":"10.240.8.115","status":200,"bytes":{"in":0,"out":0},"msg":"200"}
{"level":25,"time":1774918923000,"pid":1,"hostname":"vm","request":{"method":"GET","url":"https://up.invalid/axios/-/axios-1.14.1.tgz"},"status":200,"bytes":{"in":0,"out":2},"msg":"200"}
{"level":25,"time":1774918923470,"pid":1,"hostname":"vm","sub":"in","request":{"method":"GET","url":"/axios/-/axios-1.14.1.tgz"},"user":"jane","remoteIP":"10.240.8.115","status":200,"bytes":{"in":0,"out":2990},"msg":"200"}
""",
    "verdaccio log (pretty)": """\
[2026-03-31 01:02:02] info --- config file  - /verdaccio/conf/config.yaml
[2026-03-31 01:02:03] info <-- 10.240.8.115 requested 'GET /axios/-/axios-1.14.1.tgz'
[2026-03-31 01:02:03] \x1b[35mhttp\x1b[39m <-- \x1b[32m200\x1b[39m, user: jane(10.240.8.115), req: 'GET /axios/-/axios-1.14.1.tgz', bytes: 0/0
[2026-03-31 01:02:03] http --- 200, req: 'GET https://up.invalid/axios/-/axios-1.14.1.tgz', bytes: 0/2990
[2026-03-31 01:02:03] http <-- 200, user: jane(10.240.8.115), req: 'GET /axios/-/axios-1.14.1.tgz', bytes: 0/2990
""",
    "squid access log": """\
1774918923.470    78 10.240.8.115 TCP_MISS/200 83421 GET http://registry.invalid/axios/-/axios-1.14.1.tgz jane HIER_DIRECT/192.0.2.7 application/octet-stream
""",
    "nginx access log": """\
10.240.8.115 - jane [31/Mar/2026:01:02:03 +0000] "GET /npm/axios/-/axios-1.14.1.tgz HTTP/1.1" 200 83421 "-" "npm/11.0.0 node/v22.1.0 linux x64"
""",
}


def search(path: Path, text: str | bytes, wanted: Wanted = WANTED) -> Result:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return ProxyLogs().search(path, wanted)


@pytest.mark.parametrize("name", LOGS)
def test_each_format_names_the_client_the_time_and_the_release(name: str, tmp_path: Path) -> None:
    log = tmp_path / "proxy.log"
    result = search(log, LOGS[name])
    assert ProxyLogs().finds(log)
    (one,) = result.sightings
    assert (one.contact, one.wanted, str(one.ref)) == (Contact.FETCHED, "pkg:npm/axios", "axios@1.14.1")
    assert (one.who, one.shared, one.count) == ("jane (10.240.8.115)", False, 1)
    assert one.first is not None
    assert one.first.replace(microsecond=0) == datetime(2026, 3, 31, 1, 2, 3, tzinfo=UTC)
    (searched,) = result.searched
    assert searched.format.startswith(name)
    assert searched.units == LOGS[name].count("\n")
    assert searched.since is not None
    assert searched.unchecked == ()


def test_devpi_names_no_client_and_a_failed_request_brought_nothing(tmp_path: Path) -> None:
    result = search(
        tmp_path / "devpi.log",
        """\
2026-03-31 01:02:01,226 INFO  NOCTX serverdir: ds
2026-03-31 01:02:03,763 INFO  [req1] GET /root/pypi/+f/abc/def0123456789/bad_lib-3.0.0-py3-none-any.whl
2026-03-31 01:02:03,765 ERROR [req1] [Rtx1] while handling http://devpi.invalid/root/pypi/+f/abc/def0123456789/bad_lib-3.0.0-py3-none-any.whl:
no such file
2026-03-31 01:02:04,763 INFO  [req2] GET /root/pypi/+f/abc/def0123456789/bad_lib-3.0.0.tar.gz
2026-03-31 01:02:05,763 INFO  [req3] GET /root/pypi/+simple/bad-lib/
""",
    )
    (one,) = result.sightings
    assert (one.wanted, one.who, one.count) == ("pkg:pypi/bad-lib", "", 1)
    assert "neither client nor status" in one.note
    assert "failed: error (1)" in result.searched[0].format


def nginx(
    target: str, status: int = 200, client: str = "10.0.0.1", account: str = "-", method: str = "GET"
) -> str:
    return f'{client} - {account} [31/Mar/2026:01:02:03 +0000] "{method} {target} HTTP/1.1" {status} 83 "-" "npm/11"\n'


def found(tmp_path: Path, *lines: str) -> tuple[Sighting, ...]:
    return search(tmp_path / "access.log", "".join(lines)).sightings


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("/@acme/ui-kit/-/ui-kit-2.0.1.tgz", "pkg:npm/@acme/ui-kit"),
        ("/@acme%2fui-kit/-/ui-kit-2.0.1.tgz", "pkg:npm/@acme/ui-kit"),
        ("/%40acme%2Fui-kit/-/ui-kit-2.0.1.tgz?x=1#y", "pkg:npm/@acme/ui-kit"),
        ("/api/npm/npm/@acme/ui-kit/-/@acme/ui-kit-2.0.1.tgz", "pkg:npm/@acme/ui-kit"),
        ("/packages/0a/1b/2c/bad_lib-3.0.0-cp311-cp311-manylinux_2_17_x86_64.whl", "pkg:pypi/bad-lib"),
        ("/repository/pypi/packages/bad-lib/3.0.0/bad.lib-3.0.0.tar.gz", "pkg:pypi/bad-lib"),
        ("/repository/gems/gems/rest-client-1.6.13.gem", "pkg:gem/rest-client"),
        ("/gems/rest-client-1.6.13-x86-mingw32.gem", "pkg:gem/rest-client"),
    ],
)
def test_the_path_of_an_artifact_names_its_release(target: str, wanted: str, tmp_path: Path) -> None:
    (one,) = found(tmp_path, nginx(target))
    assert one.wanted == wanted


@pytest.mark.parametrize(
    "target",
    [
        "/axios",
        "/axios/1.14.1",
        "/axios/-/axios-1.14.0.tgz",
        "/@other/axios/-/axios-1.14.1.tgz",
        "/axios-mock/-/axios-mock-1.14.1.tgz",
        "/packages/0a/bad_lib-3.0.0-py3-none-any.whl.metadata",
        "/packages/0a/bad_lib_extra-3.0.0.tar.gz",
        "/quick/Marshal.4.8/rest-client-1.6.13.gemspec.rz",
        "/gems/rest-client-components-1.6.13.gem",
    ],
)
def test_listings_and_other_releases_are_no_download(target: str, tmp_path: Path) -> None:
    assert found(tmp_path, nginx("/x"), nginx(target)) == ()


@pytest.mark.parametrize(
    ("status", "contact", "note"),
    [
        (200, Contact.FETCHED, ""),
        (206, Contact.FETCHED, "a part"),
        (302, Contact.FETCHED, "storage"),
        (304, Contact.FETCHED, "already had"),
        (403, Contact.REFUSED, "refused (403)"),
        (451, Contact.REFUSED, "refused (451)"),
    ],
)
def test_the_status_tells_whether_the_client_has_the_file(
    status: int, contact: Contact, note: str, tmp_path: Path
) -> None:
    (one,) = found(tmp_path, nginx(TGZ, status))
    assert one.contact is contact
    assert note in one.note


def test_failed_requests_are_no_contact_but_are_counted(tmp_path: Path) -> None:
    lines = nginx(TGZ, 404) + nginx(TGZ, 401) + nginx(TGZ, 502) + nginx(TGZ, method="HEAD")
    result = search(tmp_path / "access.log", lines)
    assert result.sightings == ()
    assert "that failed: 401 (1), 404 (1), 502 (1)" in result.searched[0].format


def test_requests_of_one_client_are_one_sighting(tmp_path: Path) -> None:
    one, other = found(tmp_path, nginx(TGZ), nginx(TGZ), nginx(TGZ, client="10.0.0.2"))
    assert (one.who, one.count, one.inside) == ("10.0.0.1", 2, "access.log:1")
    assert (other.who, other.count, other.inside) == ("10.0.0.2", 1, "access.log:3")


def test_a_shared_account_is_said_to_be_one(tmp_path: Path) -> None:
    used = [nginx(TGZ, account="jane", client=f"10.0.0.{number}") for number in range(3)]
    assert [one.shared for one in found(tmp_path, *used[:2])] == [False, False]
    assert all(one.shared and "3 addresses" in one.note for one in found(tmp_path, *used))
    for account in ("ci", "svc-npm", "jenkins_build", "gitlab-runner"):
        assert [one.shared for one in found(tmp_path, nginx(TGZ, account=account))] == [True]
    assert not found(tmp_path, nginx(TGZ, account="cilia"))[0].shared


def test_additions_of_a_log_format_are_read_over(tmp_path: Path) -> None:
    line = nginx(TGZ).rstrip()
    plain, vhost, forwarded = found(
        tmp_path,
        line + " 0.012 upstream-1\n",
        "npm.invalid:443 " + line.replace("0.1", "0.7") + "\n",
        f'{line} "192.0.2.9, 10.1.1.1"\n',
    )
    assert (plain.who, vhost.who, forwarded.who) == ("10.0.0.1", "10.0.0.7", "192.0.2.9 via 10.0.0.1")


def test_squid_names_connections_to_hosts_of_the_attack_and_what_it_cannot_see(tmp_path: Path) -> None:
    text = """\
1774918923.470    78 10.0.0.5 TCP_TUNNEL/200 83421 CONNECT c2.invalid:443 - HIER_DIRECT/192.0.2.7 -
1774918924.470     0 10.0.0.6 TCP_DENIED/403 0 CONNECT c2.invalid:443 - HIER_NONE/- text/html
1774918925.470    78 10.0.0.7 TCP_TUNNEL/200 83421 CONNECT notc2.invalid:443 - HIER_DIRECT/192.0.2.7 -
"""
    result = search(tmp_path / "access.log", text)
    assert [(one.who, one.contact, one.basis) for one in result.sightings] == [
        ("10.0.0.5", Contact.FETCHED, Basis.INDICATOR),
        ("10.0.0.6", Contact.REFUSED, Basis.INDICATOR),
    ]
    assert "without a path" in result.searched[0].unchecked[0].why


def test_compressed_and_rotated_files_are_read(tmp_path: Path) -> None:
    for name in ("access.log.1", "access.log.2.gz"):
        text = gzip.compress(nginx(TGZ).encode()) if name.endswith("gz") else nginx(TGZ).encode()
        assert len(search(tmp_path / name, text).sightings) == 1


def test_a_damaged_archive_is_not_checked_and_what_was_read_counts(tmp_path: Path) -> None:
    noise = "".join(
        nginx(f"/p{number}/-/p{number}-{number * 7919 % 1000}.0.0.tgz") for number in range(60_000)
    )
    data = gzip.compress((nginx(TGZ) + noise).encode())
    result = search(tmp_path / "access.log.gz", data[: len(data) - 20])
    assert len(result.sightings) == 1
    assert "unreadable after" in result.searched[0].unchecked[0].why


def test_a_line_that_cannot_be_parsed_is_counted(tmp_path: Path) -> None:
    result = search(tmp_path / "access.log", nginx("/x") + "axios/-/axios-1.14.1.tgz broken\n" + nginx(TGZ))
    assert len(result.sightings) == 1
    (unchecked,) = result.searched[0].unchecked
    assert unchecked.why == "1 line that names a wanted package cannot be parsed, such as line 2"


def test_many_names_are_found_like_few(tmp_path: Path) -> None:
    many = Wanted(
        releases=(*WANTED.releases, *(item("npm", f"bad{number}", "1.0.0") for number in range(50)))
    )
    lines = [
        nginx("/x/-/x-1.0.0.tgz"),
        nginx("/@acme%2fui-kit/-/ui-kit-2.0.1.tgz"),
        nginx("/p/bad_lib-3.0.0-py3-none-any.whl"),
        nginx("/p/Bad-Lib-3.0.0.zip"),
        nginx("/gems/rest-client-1.6.13.gem"),
        nginx("/bad49/-/bad49-1.0.0.tgz?a=/b"),
    ]
    result = search(tmp_path / "access.log", "".join(lines), many)
    assert sorted(one.inside.partition(":")[2] for one in result.sightings) == ["2", "3", "5", "6"]
    assert sum(one.count for one in result.sightings) == 5


def test_other_files_are_no_place(tmp_path: Path) -> None:
    for text in ("", "hello\nworld\n", '{"name": "x"}\n', "2026-03-31 01:02:03,763 INFO  app: started\n"):
        (tmp_path / "x.log").write_text(text)
        assert not ProxyLogs().finds(tmp_path / "x.log")
    assert not ProxyLogs().finds(tmp_path)
    result = ProxyLogs().search(tmp_path / "missing.log", WANTED)
    assert result.searched[0].unchecked


@pytest.mark.fuzz
@given(st.text(max_size=300), st.sampled_from(FORMATS))
def test_no_line_raises(line: str, format_: object) -> None:
    for one in FORMATS:
        one.read(line)
        one.recognises(line)


@pytest.mark.fuzz
@given(st.data(), st.sampled_from(sorted(LOGS)))
def test_no_damaged_line_raises(data: st.DataObject, name: str) -> None:
    line = data.draw(st.sampled_from(LOGS[name].splitlines()))
    at = data.draw(st.integers(0, len(line)))
    for one in FORMATS:
        one.read(line[:at] + data.draw(st.text(max_size=5)) + line[at + 2 :])
