"""The block of a package that is stopped."""

import tomllib
from dataclasses import replace

import pytest

from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.config.waiver import parse_waiver
from pratique.core.assessment import JudgedPackage, ProjectReport
from pratique.core.evidence import BadKind, KnownBad
from pratique.core.finding import Severity
from pratique.core.names import Ecosystem
from pratique.report.formats.ci_issue import stops_of
from pratique.report.markdown.stopped_packages import block, reasons, steps
from tests.report import answers

TITLES = {"new-install-hook": "install hook added since the baseline release"}
WORST = replace(answers.finding(severity=Severity.CRITICAL, message="it decrypts and runs"), rule="keyed")


def shown(
    package: JudgedPackage,
    report: ProjectReport | None = None,
    *,
    opened: bool = True,
    diff_url: str | None = None,
) -> str:
    whole = replace(report or answers.review(), packages=(package,))
    found = stops_of(package, whole)
    return block(package, found, whole, opened=opened, rules=TITLES, diff_url=diff_url)


def test_a_block_says_why_where_how_and_what_next() -> None:
    text = shown(answers.review().packages[0])
    for part in (
        "**new-install-hook**: postinstall is new: npm will run <code>node lib/build.js</code> at install",
        ", at <code>package.json:7</code> in the package",
        "evidence: <code>node lib/build.js</code>",
        "**Dependency path:** <code>app&#64;1.0.0 &gt; left-handed&#64;2.0.0</code>",
        "**Locked at:** <code>package-lock.json:42</code>",
        "**What to do:** read the code; <code>pratique explain new-install-hook</code> explains",
        "**Changes:** <code>pratique diff left-handed&#64;1.9.0 left-handed&#64;2.0.0</code>",
    ):
        assert part in text


def test_the_title_says_the_verdict_and_what_it_is_about() -> None:
    first = shown(answers.review().packages[0]).splitlines()[0]
    assert "needs review (install hook added since the baseline release)</summary>" in first


def test_what_is_new_is_a_link_where_there_is_a_place_for_it() -> None:
    text = shown(answers.review().packages[0], diff_url="https://d.example/{name}/{before}/{after}")
    assert "**Changes:** [diff](https://d.example/left-handed/1.9.0/2.0.0)" in text


def test_a_block_says_not_to_install_it_and_what_if_it_was() -> None:
    text = shown(answers.judged("n", "2.0.0", WORST, answers.finding()))
    assert "**What to do:** do not install the package; use another version, or remove the package" in text
    assert "**To verify the finding:** read the code; <code>pratique explain keyed</code>, " in text
    assert "**If the package was already installed**" in text


def test_what_is_only_held_or_denied_raises_no_alarm_about_machines() -> None:
    assert "installed already" not in shown(answers.review().packages[0])
    denied = answers.judged("n", "1.0.0", known_bad=(KnownBad(BadKind.DENIED, "we use another", "policy"),))
    assert "installed already" not in shown(denied)


def test_what_nobody_leads_to_has_no_path() -> None:
    text = shown(answers.judged("n", "2.0.0", answers.finding()))
    assert "**Dependency path:** direct dependency\n" in text


def test_a_wait_that_starts_anew_on_each_machine_says_how_it_ends() -> None:
    package = answers.judged("n", "1.0.0", published=answers.NOW)
    assert "never ends" not in shown(package)
    assert "<code>PRATIQUE_HOME</code>" in shown(answers.met_now(package))


def test_each_thing_to_do_is_said_once() -> None:
    issues = stops_of(
        answers.judged("n", "2.0.0", *[answers.finding(message=m) for m in "ab"]), answers.review()
    )
    assert 2 == len(issues)
    assert 1 == len(steps(issues, blocked=False))


def test_the_waiver_to_copy_is_one_that_the_settings_read() -> None:
    for ecosystem, versions in ((Ecosystem.NPM, "2.0.0"), (Ecosystem.PYPI, "==2.0.0")):
        package = answers.judged("n", "2.0.0", answers.finding(), ecosystem=ecosystem)
        text = shown(package).split("~~~toml\n")[1].split("~~~")[0]
        filled = text.replace('""', '"x"').replace("expires = ", "expires = 2027-01-31 ")
        (table,) = tomllib.loads(filled)["waivers"]
        waiver = parse_waiver(table, Place(origin="pratique.toml", lines=find_lines(filled)))
        assert ("new-install-hook", "n", versions) == (waiver.rule, waiver.package, waiver.versions)


def test_what_nobody_may_waive_says_so() -> None:
    text = shown(answers.review().packages[4])
    assert "No waiver lifts this verdict. If the advisory is wrong, its source must withdraw it." in text
    assert "[[waivers]]" not in text


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (
            answers.review(),
            "merge the lines into <code>pratique.toml</code> of <code>main</code> before this change",
        ),
        (replace(answers.review(), since=None), "A waiver inside the project has no effect"),
    ],
)
def test_where_a_waiver_counts_is_said(report: ProjectReport, words: str) -> None:
    assert words in shown(answers.review().packages[0], report)


def test_a_block_is_open_or_folded() -> None:
    package = answers.review().packages[0]
    assert shown(package, opened=True).startswith("<details open>")
    assert shown(package, opened=False).startswith("<details><summary>")


def test_reasons_that_do_not_fit_are_counted() -> None:
    many = answers.judged("n", "1.0.0", *(answers.finding(message=f"{n}: {'x' * 500}") for n in range(30)))
    told = reasons(stops_of(many, answers.review()))
    assert len(told) < 12
    assert f"- and {30 - len(told) + 1} more reasons, see the full report" == told[-1]


def test_a_name_in_a_waiver_cannot_leave_its_string() -> None:
    package = answers.judged('n"\n~~~\n<b>@team', "2.0.0", answers.finding())
    text = shown(package).split("~~~toml\n")[1]
    assert 'package = "npm:n\\u0022\\u000a\\u007e' in text.replace("~", "\\u007e")
    assert 1 == text.count("\n~~~\n")
