"""Hidden loaders: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.hidden_loader import HIDDEN_LOADER
from pratique.analysis.facts import Capability, PayloadKind, Taint
from tests.analysis.chains.making import (
    Case,
    code,
    elsewhere,
    fetch,
    flow,
    hidden,
    load,
    payload,
    read,
    runs,
    told,
    use,
)

CASES = (
    Case("decoded-constant-run", [runs(Taint.LITERAL, Taint.DECODED)], [runs(Taint.LITERAL)]),
    Case("decoded-data-run", [runs(Taint.DECODED)], [runs(Taint.FILE)]),
    Case("decrypted-data-run", [runs(Taint.DECRYPTED)], [runs(Taint.DECODED)]),
    Case("long-constant-run", [runs(Taint.LITERAL, at_load=True)], [runs(Taint.LITERAL)]),
    Case(
        "decoded-and-run-in-scope",
        [load(use(Capability.DECODE, "base64.b64decode")), load(code())],
        [use(Capability.DECODE, "base64.b64decode"), code()],
    ),
    Case(
        "encoded-code-run",
        [payload(PayloadKind.CODE), code()],
        [payload(PayloadKind.CODE), elsewhere(code())],
    ),
    Case(
        "bytecode-run",
        [payload(PayloadKind.BYTECODE), elsewhere(code())],
        [payload(PayloadKind.BYTECODE), read()],
    ),
    Case(
        "pickle-in-constant-loaded",
        [payload(PayloadKind.PICKLE), use(Capability.CODE, "pickle.loads")],
        [payload(PayloadKind.PICKLE), code()],
    ),
    Case(
        "computed-call",
        [flow(Capability.CODE, "computed-call", Taint.COMPUTED)],
        [use(Capability.CODE, "computed-call")],
    ),
    Case("own-file-decoded-and-run", [runs(Taint.FILE, Taint.DECODED)], [runs(Taint.FILE)]),
    Case("off-screen-code", [hidden(), fetch()], [hidden(), read()]),
    Case("picture-decoded-and-run", [read("logo.png"), code()], [read("logo.txt"), code()]),
    Case(
        "code-put-into-memory",
        [use(Capability.NATIVE, "ctypes.windll.kernel32.VirtualAlloc")],
        [use(Capability.NATIVE, "ctypes.CDLL")],
    ),
    Case(
        "code-put-into-memory-and-started",
        [
            use(Capability.NATIVE, "ctypes.windll.kernel32.VirtualAlloc"),
            use(Capability.NATIVE, "ctypes.windll.kernel32.CreateThread"),
        ],
        [use(Capability.NATIVE, "ctypes.windll.kernel32.VirtualProtect")],
    ),
    Case(
        "import-hook-and-code",
        [load(use(Capability.CODE, "hook:ethereum.request")), load(code())],
        [load(code())],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    # Byte code has no facts of its own: see test_compiled.
    others = [template.id for template in HIDDEN_LOADER if template.id != "bytecode-without-source-acts"]
    assert others == [case.template for case in CASES]
