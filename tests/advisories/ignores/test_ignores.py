from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.ignores import apply
from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, Ignore, IgnoreUse
from tests.advisories.ignores.findings import NPM, PYPI, finding

TODAY = date(2026, 11, 26)
CHAINS = (("web@1.0.0", "lodash@4.17.20"), ("@acme/cli@2.0.0", "tool@1.0.0", "lodash@4.17.20"))


def test_without_ignores_everything_is_as_it_was() -> None:
    assert ((finding(),), IgnoreUse()) == apply([finding()], [], today=TODAY)


_IGNORES = st.builds(
    Ignore,
    ids=st.sampled_from([(), ("CVE-2021-23337",), ("MAL-2025-1",)]),
    ecosystem=st.sampled_from([None, NPM, PYPI]),
    package=st.sampled_from([None, "lodash", "other"]),
    versions=st.sampled_from([None, "<5", "<1", "no range"]),
    path=st.sampled_from([None, "web>*", "*>lodash", "package-lock.json", "**/x"]),
    groups=st.sampled_from([frozenset[str](), frozenset({"dev"})]),
    expires=st.sampled_from([None, date(2020, 1, 1), date(2030, 1, 1)]),
)
_FINDINGS = st.builds(
    finding,
    ids=st.sampled_from([("GHSA-35jh-r3h4-6jhm", "CVE-2021-23337"), ("MAL-2025-1",)]),
    kind=st.sampled_from([AdvisoryKind.VULNERABILITY, AdvisoryKind.MALWARE]),
    paths=st.sampled_from([CHAINS, CHAINS[:1], ()]),
    groups=st.sampled_from([frozenset[str](), frozenset({"dev"})]),
)


@pytest.mark.fuzz
@given(st.lists(_FINDINGS, max_size=2), st.lists(_IGNORES, max_size=3))
def test_nothing_is_lost_and_each_ignore_is_used_over_unusable_or_told(
    findings: list[AuditFinding], ignores: list[Ignore]
) -> None:
    told, use = apply(findings, ignores, today=TODAY)
    assert findings == [replace(one, ignored=None) for one in told]
    holding = [one.ignored for one in told if one.ignored is not None]
    assert not {*use.expired, *use.unused} & set(holding)
    assert all(ignore in ignores for ignore in holding)
    for one in told:
        if one.ignored is not None and one.match.kind is AdvisoryKind.MALWARE:
            assert set(one.ignored.ids) & set(one.match.ids)
    more, _ = apply(findings, [*ignores, Ignore(ids=("CVE-1999-1",))], today=TODAY)
    assert told == more
