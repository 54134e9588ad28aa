"""The breakages: a line of the source, what to put in its place, and the promise that this breaks.

A breakage that no test catches is a defect of the tests. Where a line here is in its file no more, or twice, renew the row.
"""

from dataclasses import dataclass

LAW = ("tests/core/test_verdict.py", "tests/core/test_verdict_laws.py")
GAPS = ("tests/core/test_gap.py", "tests/core/test_assessment.py")


@dataclass(frozen=True, slots=True)
class Breakage:
    """One line that is replaced. Indentation does not count and is kept."""

    id: str
    promise: str
    """What holds no more."""
    path: str
    """Below `src/pratique`."""
    line: str
    instead: str
    tests: tuple[str, ...]
    """Test files that should fail."""


BREAKAGES = (
    # The law.
    Breakage(
        "law-disputed",
        "what sources dispute is held whatever its standing",
        "core/verdict.py",
        "yield _review(reason, everywhere=True) if bad.disputed else _always(reason)",
        "yield _review(reason) if bad.disputed else _always(reason)",
        LAW,
    ),
    Breakage(
        "law-block-pinned",
        "a finding that blocks stops what is in use, too",
        "core/verdict.py",
        "stops_pinned=blocks,",
        "stops_pinned=False,",
        LAW,
    ),
    Breakage(
        "law-unread",
        "new code that was not analysed is held",
        "core/verdict.py",
        "stops = policy.hold_incomplete and bool(fresh or inspection.failed)",
        "stops = policy.hold_incomplete and bool(inspection.failed)",
        LAW,
    ),
    Breakage(
        "law-review-before-wait",
        "a hold that needs a person does not end by itself",
        "core/verdict.py",
        "kind = HoldKind.REVIEW if HoldKind.REVIEW in kinds else HoldKind.WAIT",
        "kind = HoldKind.WAIT if HoldKind.WAIT in kinds else HoldKind.REVIEW",
        LAW,
    ),
    # Age.
    Breakage(
        "age-signalled",
        "a signal lengthens the cooldown",
        "core/verdict.py",
        "needed = max(policy.min_age, policy.min_age_signalled) if signals else policy.min_age",
        "needed = policy.min_age",
        LAW,
    ),
    Breakage(
        "age-unknown",
        "an artifact whose publish time is unknown is as young as it was first seen here",
        "core/verdict.py",
        "return min(seen, told.value.at) if isinstance(told, Known) else seen",
        "return min(seen, told.value.at) if isinstance(told, Known) else seen - timedelta(days=365)",
        LAW,
    ),
    Breakage(
        "age-last-wait",
        "a hold waits for the last of its waits",
        "core/verdict.py",
        "until = max(claim.until for claim in stops if claim.until is not None)",
        "until = min(claim.until for claim in stops if claim.until is not None)",
        LAW,
    ),
    # Integrity.
    Breakage(
        "integrity-weak-digest",
        "bytes are compared with a weak digest where no strong one is promised",
        "net/client/digests.py",
        "for name in strong or common[:1]:",
        "for name in strong:",
        ("tests/net/client/test_digests.py",),
    ),
    Breakage(
        "integrity-all-digests",
        "each digest that a lock accepts is judged, not one of them",
        "core/accepted.py",
        "return tuple(digest for digest in strong if digest not in known)",
        "return () if known & strong.keys() else tuple(strong)",
        ("tests/core/test_accepted.py",),
    ),
    Breakage(
        "integrity-disowned",
        "bytes that the lock or the listing disowns are not remembered as the first ones",
        "intake/road.py",
        "if not disowned and (first is None or first.sha256 != held.sha256):",
        "if first is None or first.sha256 != held.sha256:",
        ("tests/intake/test_road.py",),
    ),
    Breakage(
        "integrity-memory",
        "bytes that changed under one version since they were first seen here are blocked",
        "intake/road.py",
        "return (*file.expected, *(Expected(Party.MEMORY, seen.digests) for seen in (met.all if met else ())))",
        "return file.expected",
        ("tests/intake/test_road.py",),
    ),
    # Waivers.
    Breakage(
        "waiver-expiry",
        "a waiver ends",
        "core/policy.py",
        "return now.date() <= self.expires if self.until is None else now < self.until",
        "return self.until is None or now < self.until",
        ("tests/core/test_policy.py", *LAW),
    ),
    Breakage(
        "waiver-changed-bytes",
        "no waiver lets changed bytes pass",
        "core/verdict.py",
        "return claim.waivable and waiver.rule in names and reason.code is not ReasonCode.FROZEN",
        "return waiver.rule in names and reason.code is not ReasonCode.FROZEN",
        LAW,
    ),
    Breakage(
        "waiver-digest",
        "a waiver that names a digest holds for these bytes alone",
        "intake/waivers.py",
        "return tuple(waiver for waiver in waivers if waiver.digest is None or waiver.digest in digests)",
        "return tuple(waivers)",
        ("tests/intake/test_waivers.py",),
    ),
    # Coverage.
    Breakage(
        "coverage-history",
        "history that was asked for and had no answer leaves the answer incomplete",
        "core/gap.py",
        '("registry history", dossier.signals),',
        "",
        GAPS,
    ),
    Breakage(
        "coverage-source",
        "code that was not compared with the repository asked for leaves the answer incomplete",
        "core/gap.py",
        "if isinstance(source, Known) and source.value.gap:",
        "if isinstance(source, Unknown):",
        (*GAPS, "tests/intake/history/source/test_evidence.py"),
    ),
    Breakage(
        "coverage-exit",
        "an answer with a gap does not exit with 0",
        "core/outcome.py",
        "incomplete = incomplete or bool(assessment.gaps)",
        "incomplete = incomplete or assessment.error is not None",
        ("tests/core/test_outcome.py",),
    ),
    Breakage(
        "coverage-settings",
        "a changed setting that decides what is installed leaves the answer incomplete",
        "core/assessment.py",
        "and not any(setting.stops for setting in self.install_settings)",
        "",
        ("tests/core/test_assessment.py",),
    ),
    # The gate.
    Breakage(
        "gate-held",
        "the gate serves no bytes of what is held",
        "gate/artifacts/serving.py",
        "if done.action is Action.ALLOW:",
        "if done.action is not Action.BLOCK:",
        ("tests/gate/artifacts/test_serving.py",),
    ),
    Breakage(
        "gate-epoch",
        "what was judged before the policy or the advisories changed is judged again",
        "gate/artifacts/serving.py",
        "known.epoch == self.law.epoch",
        "known.epoch != None",
        ("tests/gate/artifacts/test_serving.py",),
    ),
    Breakage(
        "gate-waived-use",
        "what only a waiver lets in is not in use after the waiver ended",
        "gate/decision/judged_artifact.py",
        "stays = not judged.early and not verdict.early and not any(note.waived for note in verdict.notes)",
        "stays = not judged.early and not verdict.early",
        ("tests/gate/decision/test_judged_artifact.py",),
    ),
    Breakage(
        "gate-freeze",
        "a freeze that a person ordered holds at the gate",
        "gate/decision/policy.py",
        "return lasting(self._freezes, self.now())",
        "return ()",
        ("tests/gate/decision/test_policy.py",),
    ),
    # `--since`.
    Breakage(
        "since-lost-digest",
        "a lock entry that loses its digests is judged as a change",
        "intake/change.py",
        "return not now or not {*now} <= {*before} or bool(strong_before and not strong_now)",
        "return not {*now} <= {*before}",
        ("tests/intake/test_change.py",),
    ),
    Breakage(
        "since-left-registry",
        "a change that takes a package from elsewhere than a registry is held",
        "intake/change.py",
        "return SourceKind.REGISTRY in self.sources.get((path, entry.package), everywhere)",
        "return False",
        ("tests/intake/test_change.py",),
    ),
    Breakage(
        "since-fork-point",
        "the locks are compared with those of the branch that the change goes into",
        "cli/project/since.py",
        'commit=repository.fork_point(branch, "HEAD") or branch,',
        'commit=repository.commit("HEAD"),',
        ("tests/cli/project/test_since.py",),
    ),
)
