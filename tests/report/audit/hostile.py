"""Answers of audits full of hostile text, wherever an advisory, a lock, a file or a setting could put it."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import strategies as st

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Exploitation, Product, SourceState
from pratique.core.audit import (
    Audited,
    AuditFinding,
    AuditReport,
    CopyKind,
    FixAdvice,
    Ignore,
    IgnoreUse,
    InsecureSource,
    Remedy,
    Retired,
    RetiredKind,
    SourceRule,
    VendoredCopy,
)
from pratique.core.finding import Severity
from pratique.core.names import Ecosystem
from tests.report.audit import answers
from tests.report.hostile import MAKERS, Maker

T = TypeVar("T")


def product(maker: Maker) -> Product:
    return Product(maker.one(("npm", "pypi", "gem", "generic")), maker.name())


def match(maker: Maker) -> AdvisoryMatch:
    exploitation = Exploitation(
        cve="CVE-2020-0001",
        epss=maker.one((None, 0.0, 0.0001, 1.0)),
        kev_added=maker.one((None, answers.NOW.date())),
        kev_due=maker.one((None, answers.NOW.date())),
        ransomware=maker.one((True, False)),
    )
    return AdvisoryMatch(
        product=product(maker),
        version=maker.name(),
        id=maker.name(),
        aliases=maker.some(maker.text, 2),
        kind=maker.one(list(AdvisoryKind)),
        summary=maker.text(),
        severity=maker.one((None, *Severity)),
        score=maker.one((None, 0.0, 9.8)),
        vector=maker.maybe(maker.text),
        exploitation=maker.one((None, exploitation)),
        affected=maker.some(maker.text, 2),
        fixed=maker.some(maker.name, 2),
        symbols=maker.some(maker.text, 2),
        urls=maker.some(lambda: maker.one(("https://", "http://", "javascript:", "")) + maker.text(), 2),
        cwes=maker.some(maker.text, 1),
        sources=maker.some(maker.text, 2, least=1),
        certain=maker.one((True, True, False)),
        note=maker.text(),
    )


def fix(maker: Maker) -> FixAdvice:
    return FixAdvice(
        remedy=maker.one(list(Remedy)),
        version=maker.maybe(maker.name),
        text=maker.text(),
        command=maker.text(),
        snippet=maker.text(),
        file=maker.text(),
        judged=maker.one((True, False)),
    )


def insecure(maker: Maker) -> InsecureSource:
    return InsecureSource(
        rule=maker.one(tuple(SourceRule)),
        text=maker.text(),
        sources=maker.some(maker.text, 2),
        noted=maker.one((True, False)),
    )


def ignore(maker: Maker) -> Ignore:
    return Ignore(
        ids=maker.some(maker.text, 2),
        ecosystem=maker.one((None, *Ecosystem)),
        package=maker.maybe(maker.text),
        path=maker.maybe(maker.text),
        groups=frozenset(maker.some(maker.text, 2)),
        reason=maker.text(),
        owner=maker.text(),
        expires=maker.one((None, answers.NOW.date())),
        origin=maker.text(),
    )


def finding(maker: Maker) -> AuditFinding:
    made = match(maker)
    copy = maker.maybe(
        lambda: VendoredCopy(
            path=maker.text(), product=made.product, version=made.version, kind=maker.one(list(CopyKind))
        )
    )
    return AuditFinding(
        match=made,
        sources=maker.some(maker.text, 3),
        paths=maker.some(lambda: maker.some(maker.text, 3, least=1), 2),
        paths_total=maker.one((0, 1, 7)),
        direct=maker.one((True, False)),
        groups=frozenset(maker.some(maker.text, 2)),
        fix=maker.maybe(lambda: fix(maker)),
        ignored=maker.one((None, None, ignore(maker))),
        copy=copy,
    )


def retired(maker: Maker) -> Retired:
    return Retired(
        purl=maker.text(),
        kind=maker.one(list(RetiredKind)),
        text=maker.text(),
        sources=maker.some(maker.text, 2),
    )


def source(maker: Maker) -> SourceState:
    return SourceState(
        name=maker.text(),
        title=maker.text(),
        licence=maker.text(),
        origin=maker.text(),
        checked_at=answers.NOW,
        as_of=maker.one((None, datetime(2026, 1, 2, tzinfo=UTC))),
        rows=3,
        imported=2,
        skipped={maker.text(): 1},
        synced=maker.one((True, False)),
    )


def audited(maker: Maker) -> Audited:
    return Audited(product=product(maker), version=maker.name(), sources=maker.some(maker.text, 2))


def report(maker: Maker) -> AuditReport:
    inventory = {(item.product, item.version): item for item in maker.some(lambda: audited(maker), 2)}
    return AuditReport(
        root=maker.maybe(maker.text) or ".",
        files=maker.some(maker.lock, 2),
        inventory=tuple(inventory.values()),
        copies=maker.one((None, 0, 3)),
        findings=maker.some(lambda: finding(maker), 3),
        retired=maker.some(lambda: retired(maker), 2),
        not_audited=maker.some(maker.not_judged, 1),
        out_of_scope=maker.some(maker.not_judged, 2),
        gaps=maker.some(maker.text, 1),
        sources=maker.some(lambda: source(maker), 2),
        index_built_at=maker.one((None, answers.NOW)),
        ignores=IgnoreUse(
            unused=maker.some(lambda: ignore(maker), 1),
            expired=maker.some(lambda: ignore(maker), 1),
            unread=maker.some(maker.text, 1),
        ),
        since=maker.maybe(maker.since),
        insecure=maker.some(lambda: insecure(maker), 2),
        new=maker.one((None, 0, 1)),
        known=maker.one((0, 2)),
        uncovered=maker.some(maker.text, 1),
        groups=maker.some(maker.text, 2),
        notes=maker.some(maker.text, 1),
    )


def _mixed(items: tuple[T, ...], chance: random.Random) -> tuple[T, ...]:
    return tuple(chance.sample(items, len(items)))


def shuffled(value: AuditReport, seed: int) -> AuditReport:
    """The same answer, told in another order."""
    chance = random.Random(seed)
    findings = (
        replace(item, sources=_mixed(item.sources, chance), paths=_mixed(item.paths, chance))
        for item in value.findings
    )
    return replace(
        value,
        files=_mixed(value.files, chance),
        inventory=_mixed(value.inventory, chance),
        findings=_mixed(tuple(findings), chance),
        retired=_mixed(value.retired, chance),
        not_audited=_mixed(value.not_audited, chance),
        out_of_scope=_mixed(value.out_of_scope, chance),
        gaps=_mixed(value.gaps, chance),
        sources=_mixed(value.sources, chance),
        groups=_mixed(value.groups, chance),
        notes=_mixed(value.notes, chance),
    )


REPORTS: st.SearchStrategy[AuditReport] = MAKERS.map(report)


def reports() -> st.SearchStrategy[AuditReport]:
    """Answers of any shape."""
    return REPORTS
