"""Answers full of hostile text, wherever a package, a registry, a lock or a branch name could put it.

Hypothesis chooses the pieces of text and a number; from that number chance makes the shape of the answer. So an example
is cheap to make, and shrinks in what matters: the text.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from pratique.core.assessment import Change, ChangeKind, JudgedPackage, ProjectReport, Target, WaiverUse
from pratique.core.deciding import Effect, InstallSetting
from pratique.core.evidence import BadKind, KnownBad
from pratique.core.finding import Confidence, Finding, Severity, Unread
from pratique.core.location import Location
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Waiver
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.core.verdict import Standing
from pratique.errors import Reference
from tests.report import answers

TOKENS = (
    "@team", "@org/team", "#1", "GH-1", "org/repo#2", "!3", "~label", "https://evil.invalid/x", "www.evil.invalid",
    "a@evil.invalid", "mailto:a@evil.invalid", "</details>", "</code>", "</summary>", "<!-- x -->", "-->", "]]>",
    "<img src=x onerror=y>", "<script>", "[x](javascript:y)", "![x](https://evil.invalid/p.png)", "&#64;team", "&amp;",
    "::error::x", "##[error]x", "%0A::error::x", "~~~", "```", "``", "`", "|", "\\|", "\\", ":tada:", "**", "__", "{0}",
    "\n# x", "\n\n", "\r\n", "\t", "\x1b[2J", "\x00", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffe", "\ud800",
    "\U0001f600", "\U000e0041", "e\u0301", " ", "- ", "1. ", "    ", "=", "'", '"', "x", "name", "$(x)", ";", "^1", "--",
)  # fmt: skip
T = TypeVar("T")

_RULES = ("new-install-hook", "capability-gained", "native-binary-added", "hidden-characters")
_ABILITIES = ("network (import)", "process (install)", "secrets (called)")
_MOMENTS = (datetime(2025, 12, 1, tzinfo=UTC), *(answers.NOW - timedelta(hours=h) for h in (50, 5, 0)))


class Maker:
    """Makes answers out of pieces of text, by chance."""

    def __init__(self, pieces: Sequence[str], seed: int) -> None:
        self._pieces = pieces
        self._chance = random.Random(seed)

    def text(self) -> str:
        return "".join(self._chance.choices(self._pieces, k=self._chance.randint(0, 3)))

    def name(self) -> str:
        """What names and versions may be at worst: no slash, no NUL, and something in it."""
        text = self.text().encode("utf-8", "ignore").decode()
        return f"n{text.replace('/', '').replace(chr(0), '')}n"

    def one(self, choices: Sequence[T]) -> T:
        return self._chance.choice(choices)

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self._chance.random() < 0.5 else None

    def some(self, make: Callable[[], T], most: int, *, least: int = 0) -> tuple[T, ...]:
        return tuple(make() for _ in range(self._chance.randint(least, most)))

    def trouble(self) -> Trouble:
        return Trouble(self.one(list(Reference)), self.text(), self.text())

    def location(self) -> Location:
        return Location(self.text(), self.one((None, 1, 7, 10_000)))

    def finding(self) -> Finding:
        return Finding(
            rule=self.one(_RULES),
            severity=self.one(list(Severity)),
            confidence=self.one(list(Confidence)),
            message=self.text(),
            locations=self.some(self.location, 4, least=1),
            evidence=self.text(),
        )

    def waiver(self) -> Waiver:
        return Waiver(
            rule=self.one(("new-install-hook", "too-young", "capability-gained")),
            ecosystem=None,
            package=self.name(),
            reason=self.text(),
            owner=self.text(),
            expires=self.one((answers.EXPIRES, answers.EXPIRED)),
        )

    def change(self) -> Change:
        return Change(
            kinds=self.some(lambda: self.one(list(ChangeKind)), 3, least=1), before=self.some(self.name, 5)
        )

    def known_bad(self) -> KnownBad:
        return KnownBad(self.one(list(BadKind)), self.text(), self.text())

    def package(self) -> JudgedPackage:
        version = self.name()
        made = answers.judged(
            "n",
            version,
            *self.some(self.finding, 2),
            change=self.maybe(self.change),
            standing=self.one(list(Standing)),
            baseline=self.maybe(self.name),
            published=self.one(_MOMENTS),
            known_bad=self.some(self.known_bad, 1),
            waivers=self.some(self.waiver, 2),
            capabilities=(*self.some(self.text, 2), self.one(_ABILITIES)),
            unread=self.some(lambda: Unread(self.text(), self.text()), 1),
            paths=self.some(lambda: self.some(self.text, 3, least=1), 2),
        )
        ref = PackageRef(self.one(list(Ecosystem)), self.name()).at(version)
        return replace(made, ref=ref, sources=self.some(self.text, 3))

    def lock(self) -> LockRead:
        return LockRead(
            path=self.text(),
            format=self.maybe(self.text),
            problems=self.some(self.text, 2),
            error=self.maybe(self.trouble),
        )

    def not_judged(self) -> NotJudged:
        return NotJudged(
            purl=self.text(),
            why=self.text(),
            sources=self.some(self.text, 2),
            trouble=self.maybe(self.trouble),
        )

    def since(self) -> Since:
        return Since(
            reference=self.text(),
            commit="0" * 40,
            removed=self.some(lambda: PackageRef(Ecosystem.NPM, self.name()).at(self.name()), 2),
            unchanged=self.one((0, 1, 1_000_000)),
        )

    def project(self) -> ProjectReport:
        packages = {package.ref: package for package in self.some(self.package, 2)}
        return ProjectReport(
            root=self.maybe(self.text) or ".",
            files=self.some(self.lock, 2),
            packages=tuple(packages.values()),
            not_judged=self.some(self.not_judged, 2),
            out_of_scope=self.some(lambda: NotJudged(purl=self.text(), why=self.text()), 2),
            waivers=WaiverUse(
                applied=self.some(self.text, 2),
                unused=self.some(self.text, 2),
                expired=self.some(self.text, 2),
            ),
            since=self.maybe(self.since),
            ignored=self.some(self.text, 2),
            install_settings=self.some(self.install_setting, 2),
        )

    def install_setting(self) -> InstallSetting:
        return InstallSetting(
            path=self.text(),
            line=self.one((None, 1, 7, 10_000)),
            setting=self.text(),
            effect=self.one(list(Effect)),
            before=self.maybe(self.text),
            after=self.maybe(self.text),
            changed=self.one((True, False)),
            waiver=self.maybe(self.waiver),
        )

    def target(self) -> Target:
        package = self.maybe(self.package)
        return Target(
            name=self.text(),
            ref=package.ref if package else None,
            assessments=package.assessments if package else (),
            error=self.maybe(self.trouble),
        )


TEXT = st.lists(st.sampled_from(TOKENS), max_size=4).map("".join) | st.text(max_size=12)
_PIECES = st.lists(st.sampled_from(TOKENS) | st.text(max_size=4), min_size=1, max_size=8)
MAKERS = st.builds(Maker, _PIECES, st.integers(0, 2**32))
PROJECTS = MAKERS.map(Maker.project)
TARGETS = MAKERS.map(lambda maker: list(maker.some(maker.target, 2)))
