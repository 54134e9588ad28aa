"""Numbers on pages are those of the tree and of the files that benches write.

A page that counts something, or quotes a measurement, has a row here: where the number is, and where it comes from. Pages that are
made from the code (`make docs`) need none.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from bench.inspect.measured import MeasuredSet, read_measured
from bench.monorepo import NPM_LOCKS, PYTHON_LOCKS
from gauntlet.incidents import INCIDENTS
from gauntlet.page import RECORDED

from pratique.analysis.chains import TEMPLATES
from pratique.analysis.rules import RULES
from pratique.cli.mcp.lockfiles import MOST_PACKAGES
from pratique.cli.mcp.server import DEADLINE_S, MOST_AT_ONCE
from pratique.core.fix_law import MOST_APART, MOST_SIBLINGS
from pratique.core.policy import Policy
from pratique.history.marking import MOST_READ
from pratique.history.names.facts import YOUNG
from pratique.history.signals import SIGNALS
from pratique.lockfiles.npm import package_lock
from pratique.lockfiles.pypi.pip import requirements
from tests.combinations import PLANS

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
MADE = "<!-- made by"
NUMBER = r"(\d[\d,]*(?:\.\d+)?|[A-Za-z]+(?:-[a-z]+)?)"
"""A number in digits or in words."""
ONES = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
COUNTED = re.compile(
    rf"\b{NUMBER} \[?(?:rules|signals|chains|features|settings|incidents|lock formats)\b", re.IGNORECASE
)
"""What only the tree can count. Smaller numbers than ten are no counts of it ("two rules say the same")."""


def number(text: str) -> float | None:
    """Read a number; None for a word that is none."""
    if text[0].isdigit():
        return float(text.replace(",", ""))
    tens, _, ones = text.lower().partition("-")
    if not ones and tens in ONES:
        return float(ONES.index(tens))
    if tens in TENS and (not ones or ones in ONES[1:10]):
        return float(TENS.index(tens) * 10 + 20 + (ONES.index(ones) if ones else 0))
    return None


@cache
def words(page: Path) -> str:
    """Return a page with one space between words, so that a pattern need not know where lines end."""
    return " ".join(page.read_text(encoding="utf-8").split())


def measured(name: str) -> MeasuredSet:
    return read_measured().sets[name]


def size(name: str) -> int:
    """How many releases of a set were judged."""
    return measured(name).ours.count


def held(name: str) -> tuple[float, float, float]:
    """How many of a set are held, of how many, and the share in per cent."""
    found = measured(name).ours.levels["hold"]
    return found.hits, found.of, round(100 * found.hits / found.of, 2)


def locked(path: str) -> int:
    """How many releases an example's lock has."""
    reader = package_lock if path.endswith(".json") else requirements
    lock = reader.parse((ROOT / "examples" / path).read_bytes())
    return len({package.ref for package in lock.packages if package.ref is not None})


def crater(mark: str) -> int:
    """How many releases of the crater have a mark in their name."""
    lines = (ROOT / "tests/crater/releases.txt").read_text(encoding="utf-8").splitlines()
    return sum(mark in line for line in lines if line and not line.startswith("#"))


def together(ecosystem: str) -> tuple[float, float, float]:
    """The dependencies of the two last draws, as the lines of the table beside the sentence say."""
    lines = (ROOT / "docs/explanation/score.md").read_text(encoding="utf-8").splitlines()
    rows = [
        lines[at + 1]
        for at, line in enumerate(lines)
        if line.startswith((f"| `benign-{ecosystem}-unseen6`", f"| `held-out-{ecosystem}`"))
    ]
    counts = [re.findall(r"\| ([\d,]+) ", row)[:2] for row in rows]
    of, hits = (sum(int(row[at].replace(",", "")) for row in counts) for at in (0, 1))
    return hits, of, round(100 * hits / of, 2)


def large_wheel() -> dict[str, int]:
    """What `python -m bench.gate large` wrote."""
    found: dict[str, int] = json.loads((ROOT / "bench/gate/large.json").read_bytes())
    return found


def moved() -> Any:
    """What `python -m bench.gate log` measured while it moved a month out of 10 million decisions."""
    return json.loads((ROOT / "bench/gate/log-10000000.json").read_bytes())["moving"]


INSTALLS = json.loads((ROOT / "bench/gate/installs.json").read_bytes())
"""What `python -m bench.gate installs` wrote: of each client and each way to the registry, the medians."""
CLIENTS = {"ci": "npm ci", "install": "npm install", "pip": "pip install"}
WAYS = {
    "pratique, lock adopted cold": "gate, first time, lock adopted",
    "pratique cold": "gate, first time, lock not adopted",
    "pratique warm": "gate, again",
    "Verdaccio cold": "Verdaccio, first time",
    "Verdaccio warm": "Verdaccio, again",
    "devpi cold": "devpi, first time",
    "devpi warm": "devpi, again",
}


def install(client: str, way: str) -> tuple[float, ...]:
    found = INSTALLS[client][way]
    return tuple(found[key] for key in ("wall_s", "to_direct", "cpu_s", "memory_mb"))


def straight(client: str) -> tuple[float, ...]:
    found = INSTALLS[client]["direct"]
    return found["wall_s"], found["to_direct"]


def busy() -> tuple[float, ...]:
    """The seconds of each case that `python -m bench.gate busy` wrote."""
    found = json.loads((ROOT / "bench/gate/busy.json").read_bytes())
    cases = [one for one in found.values() if isinstance(one, dict)]
    assert not any(code for one in cases for code in one["exit_codes"])
    return tuple(one["slowest_s"] for one in cases)


def tls_cpu(case: str) -> float:
    """How much more CPU https costs the gate, as `python -m bench.gate tls` wrote."""
    found: float = json.loads((ROOT / "bench/gate/tls.json").read_bytes())["https_to_http"][case]["cpu"]
    return found


def upgrade() -> Any:
    """What `python -m bench.gate upgrade` wrote."""
    return json.loads((ROOT / "bench/gate/upgrade.json").read_bytes())


def locks_of(filename: str) -> tuple[int, ...]:
    return tuple(count for count, name, _ in (*NPM_LOCKS, *PYTHON_LOCKS) if name == filename)


@dataclass(frozen=True)
class Row:
    """Numbers of a page: each NUMBER of the pattern is one of `told`."""

    page: str
    pattern: str
    """What stands there once, `{n}` for each number."""
    told: Callable[[], tuple[float, ...]]

    @property
    def expression(self) -> re.Pattern[str]:
        return re.compile(NUMBER.join(re.escape(part) for part in self.pattern.split("{n}")))


def row(page: str, pattern: str, told: Callable[[], float | tuple[float, ...]]) -> Row:
    def numbers() -> tuple[float, ...]:
        found = told()
        return found if isinstance(found, tuple) else (found,)

    return Row(page, pattern, numbers)


HOURS = Policy().min_age.total_seconds() / 3600
DAYS = Policy().min_age_signalled.days
SCORE_SETS = re.findall(
    r"^\| `([a-z0-9-]+)` \|", (ROOT / "docs/explanation/score.md").read_text(encoding="utf-8"), re.MULTILINE
)


def asked_over_mcp() -> tuple[float, ...]:
    """The questions of `bench/mcp`, the median and the longest answer, and the median start, in milliseconds."""
    told = json.loads((ROOT / "bench/mcp/result.json").read_text())
    took = told["milliseconds"]
    answers = took["warm answer"]
    return (
        told["questions"],
        round(answers["median"]),
        round(answers["longest"]),
        round(took["start and handshake"]["median"]),
    )


ROWS = (
    row(
        "docs/reference/gate.md",
        "`npm ci` installed {n} tarballs, `npm install` {n} and `pip install` {n} wheels from the public registries",
        lambda: tuple(INSTALLS[client]["files"] for client in CLIENTS),
    ),
    *(
        row(
            "docs/reference/gate.md",
            f"| {CLIENTS[client]}, no proxy | {{n}} s | {{n}} | - | - |",
            partial(straight, client),
        )
        for client in INSTALLS
    ),
    *(
        row(
            "docs/reference/gate.md",
            f"| {CLIENTS[client]}, {label} | {{n}} s | {{n}} | {{n}} s | {{n}} MB |",
            partial(install, client, way),
        )
        for client, ways in INSTALLS.items()
        for way, label in WAYS.items()
        if way in ways
    ),
    row(
        "docs/reference/gate.md",
        "{n} ms ({n} ms without the move), 99 % took less than {n} ms, and the longest took {n} s",
        lambda: (
            moved()["writer_beside_ms"]["median"],
            moved()["writer_alone_ms"]["median"],
            ceil(moved()["writer_beside_ms"]["p99"]),
            round(moved()["writer_beside_ms"]["most"] / 1000, 1),
        ),
    ),
    row(
        "docs/reference/gate.md",
        "`pip download` of scipy took {n} s and of pandas {n} s, `npm install` of a Next.js app with npm 10 {n} s, and ten installs "
        "of typescript at once {n} s",
        busy,
    ),
    row(
        "docs/how-to/gate-deploy.md",
        "a tarball of 0.3 MB costs the gate {n} times the CPU time of http, and a small listing {n} times. A new connection for "
        "each small listing costs {n} times",
        lambda: tuple(
            tls_cpu(case)
            for case in ("tarball of 0.3 MB", "small listing", "small listing, a connection each")
        ),
    ),
    row(
        "docs/how-to/gate-backup.md",
        "| the older gate stopped | after {n} s | | the new gate answered | {n} s after the older one was told to stop |",
        lambda: (upgrade()["stopped_s"], upgrade()["answered_s"]),
    ),
    row(
        "docs/how-to/gate-backup.md",
        "| installs during the change | {n}, {n} failed: npm repeats its requests; the slowest took {n} s |",
        lambda: tuple(upgrade()["installs"]["during"][key] for key in ("count", "failed", "slowest_s")),
    ),
    row(
        "docs/reference/gate.md",
        "the wheel of torch 2.9.1 with {n} MiB, the gate and its workers used at most {n} MB together, and pip with default "
        "settings got the file after {n} seconds",
        lambda: tuple(large_wheel()[key] for key in ("size_mib", "memory_mb", "pip_s")),
    ),
    row(
        "README.md",
        "two example projects: {n} npm packages and {n} Python packages",
        lambda: (locked("npm-project/package-lock.json"), locked("python-project/requirements.txt")),
    ),
    row("README.md", "{n} rules ([all pages]", lambda: len(RULES)),
    row("README.md", "{n} [signals](docs/reference/signals.md)", lambda: len(SIGNALS)),
    row("README.md", "{n} [chains](docs/reference/chains.md)", lambda: len(TEMPLATES)),
    row(
        "docs/explanation/crater.md",
        "inspects the {n} releases of `tests/crater/releases.txt` ({n} npm, {n} PyPI)",
        lambda: (crater("@") + crater("=="), crater("@"), crater("==")),
    ),
    row(
        "docs/explanation/gauntlet.md",
        "replays {n} of {n} recorded supply-chain incidents",
        lambda: (len(INCIDENTS), RECORDED),
    ),
    row(
        "docs/explanation/how-it-decides.md",
        "younger than `min_age` ({n} hours), or than `min_age_signalled` ({n} days)",
        lambda: (HOURS, DAYS),
    ),
    row(
        "docs/explanation/fix-sets.md",
        "The cooldown of a new release is {n} hours, or {n} days if a signal",
        lambda: (HOURS, DAYS),
    ),
    row(
        "docs/explanation/fix-sets.md",
        "The same account must have published the siblings within {n} minutes of the fix, according to the registry's publish "
        "times. A fix set has at most {n} siblings.",
        lambda: (MOST_APART.total_seconds() / 60, MOST_SIBLINGS),
    ),
    row("docs/explanation/names.md", "a package younger than {n} days whose name", lambda: YOUNG.days),
    row("docs/how-to/mcp.md", "ends a question after {n} seconds", lambda: DEADLINE_S),
    row("docs/how-to/mcp.md", "at most {n} questions at the same time", lambda: MOST_AT_ONCE),
    row("docs/how-to/mcp.md", "lists at most {n} packages", lambda: MOST_PACKAGES),
    row(
        "docs/how-to/mcp.md",
        "with the official SDK's client, {n} questions took {n} ms each (median) and at most {n} ms, and the start took {n} ms",
        asked_over_mcp,
    ),
    row("docs/how-to/history.md", "evaluates the signals of the newest {n} releases", lambda: MOST_READ),
    row(
        "docs/explanation/speed.md",
        "with {n} locks ({n} package-lock.json, {n} yarn.lock of yarn 1 and {n} of yarn 4, {n} pnpm-lock.yaml, {n} bun.lock, "
        "{n} requirements.txt, {n} poetry.lock, {n} uv.lock,",
        lambda: (
            sum(count for count, _, _ in (*NPM_LOCKS, *PYTHON_LOCKS)),
            sum(locks_of("package-lock.json")),
            *locks_of("yarn.lock"),
            *locks_of("pnpm-lock.yaml"),
            *locks_of("bun.lock"),
            *locks_of("requirements.txt"),
            *locks_of("poetry.lock"),
            *locks_of("uv.lock"),
        ),
    ),
    *(row("docs/explanation/score.md", f"| `{name}` | {{n}}", partial(size, name)) for name in SCORE_SETS),
    row(
        "docs/explanation/score.md",
        "{n} archives of `mal-npm` were removed",
        lambda: measured("mal-npm").ours.absent,
    ),
    row(
        "docs/explanation/score.md",
        "In the two sets of releases that were listed before, Pratique holds {n} and {n} % of the releases",
        lambda: (held("benign-npm")[2], held("benign-pypi")[2]),
    ),
    row(
        "docs/explanation/score.md",
        "trees, many of applications of years ago | {n} = {n} %",
        lambda: held("held-out-npm")[::2],
    ),
    row(
        "docs/explanation/score.md",
        "wheels and sdists of 147 trees | {n} = {n} %",
        lambda: held("held-out-pypi")[::2],
    ),
    row(
        "docs/explanation/score.md",
        "together, Pratique held {n} of {n} npm releases ({n} %)",
        lambda: together("npm"),
    ),
    row(
        "docs/explanation/score.md",
        ") and {n} of {n} PyPI releases ({n} %)",
        lambda: together("pypi"),
    ),
    row(
        "docs/explanation/score.md",
        "Pratique held {n} releases of the seventh set",
        lambda: held("held-out-npm")[0] + held("held-out-pypi")[0],
    ),
    row(
        "docs/explanation/score.md",
        "Pratique stops 11,324 of {n} JavaScript attacks",
        lambda: next(sum(1 for _ in plan.every()) for plan in PLANS if plan.name == "npm-split"),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.page}: {row.pattern[:50]}")
def test_a_number_on_a_page_is_that_of_its_source(row: Row) -> None:
    found = row.expression.findall(words(ROOT / row.page))
    assert 1 == len(found), f"{row.page} has {row.pattern!r} {len(found)} times"
    [groups] = found
    texts = (groups,) if isinstance(groups, str) else groups
    assert row.told() == tuple(number(text) for text in texts)


def uncovered(page: Path) -> Iterator[str]:
    """Yield what counts things of the tree on a page and has no row."""
    text = words(page)
    rows = [one for one in ROWS if one.page == str(page.relative_to(ROOT))]
    covered = {at for one in rows for match in one.expression.finditer(text) for at in range(*match.span())}
    for match in COUNTED.finditer(text):
        value = number(match[1])
        if value is not None and value >= 10 and match.start() not in covered:
            yield match[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_counts_things_of_the_tree_has_a_row(page: Path) -> None:
    made = page.read_text(encoding="utf-8").startswith(MADE)
    assert [] == ([] if made else list(uncovered(page)))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,079", 1079), ("0.43", 0.43), ("thirteen", 13), ("Twenty-eight", 28), ("forty", 40), ("all", None)],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, value: float | None) -> None:
    assert value == number(text)
