"""Compiled code that names telling hosts."""

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import npm, of_rule
from tests.analysis.inventory import binaries

RULE = "native-calls-home"


def test_a_binary_with_a_webhook_is_told() -> None:
    data = binaries.elf(["connect"], b"\0https://discord.com/api/webhooks/1/marker\0")
    (finding,) = of_rule(npm({"index.js": "1\n", "core.node": data}), RULE)
    assert "discord.com/api/webhooks" in finding.message
    assert "network" in finding.message
    assert (Severity.HIGH, Confidence.HIGH) == (finding.severity, finding.confidence)


def test_an_address_alone_is_a_note() -> None:
    data = binaries.elf([], b"\0https://discord.com/api/webhooks/1/marker\0")
    (finding,) = of_rule(npm({"index.js": "1\n", "core.node": data}), RULE)
    assert (Severity.MEDIUM, Confidence.MEDIUM) == (finding.severity, finding.confidence)


def test_binaries_with_ordinary_addresses_stay_quiet() -> None:
    data = binaries.elf(["connect"], b"\0https://www.w3.org/ns\0https://project.invalid/docs\0")
    assert [] == of_rule(npm({"index.js": "1\n", "core.node": data}), RULE)
