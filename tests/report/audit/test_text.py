"""The report of an audit for a terminal."""

from dataclasses import replace

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditReport
from pratique.core.finding import Severity
from pratique.core.reading import NotJudged
from pratique.report.audit import text
from pratique.report.text.style import Style, render
from tests.report.audit import answers


def shown(value: AuditReport, *, notes: bool = False, verbose: bool = False) -> str:
    return render(text.audit(value, notes=notes, verbose=verbose), colour=False)


def block(value: AuditReport, name: str, *, verbose: bool = False) -> list[str]:
    """The lines from the name of a package to the next empty one."""
    lines = shown(value, verbose=verbose).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(name))
    rest = lines[start:]
    return rest[: rest.index("")]


def test_the_headline_comes_first_and_says_first_what_is_missing() -> None:
    first = (
        "Malware (incomplete: 1 uncertain finding): 1 malicious, 1 critical, 2 high, 2 medium, 1 of unknown"
    )
    assert shown(answers.rich()).startswith(first)
    assert shown(answers.changed()).startswith("Vulnerable: new since main: 1 high in 1 of 9 packages")
    assert shown(answers.incomplete()).startswith("Malware (incomplete: 1 gap, 1 file not read, ")


def test_a_release_has_one_block_with_all_that_is_said_of_it() -> None:
    whole = [
        "lodash@4.17.20  npm  1 high, 1 medium",
        (
            "  ! Command injection in the template function [GHSA-35jh-r3h4-6jhm]"
            "  high, CVSS 7.2, EPSS 97.4 %, exploited (KEV since 2023-01-02, used by ransomware)"
        ),
        "    affects < 4.17.21; fixed in 4.17.21; vulnerable code: template, assignWith",
        "    also CVE-2021-23337; reported by osv-npm",
        "    https://advisories.example/GHSA-35jh-r3h4-6jhm",
        "  ! Regular expression denial of service [GHSA-29mw-wpgm-hmr9]  medium, CVSS 5.3, EPSS below 0.1 %",
        "    affects < 4.17.21; fixed in 4.17.21",
        "    also CVE-2020-28500, SNYK-JS-LODASH-1018905; reported by osv-npm",
        "    https://advisories.example/GHSA-35jh-r3h4-6jhm",
        "  fix: all who ask for lodash accept 4.17.21: the client's own update is enough",
        "    run: npm update lodash",
        "  transitive, needed only for dev, through builder@2.1.0 > lodash@4.17.20 (and 3 more ways)",
        "  in package-lock.json:42",
    ]
    assert whole == block(answers.rich(), "lodash", verbose=True)
    folded = [line for line in whole if "reported by" not in line and "https://" not in line]
    assert folded == block(answers.rich(), "lodash")


def test_malware_comes_first_and_says_what_to_do() -> None:
    lines = block(answers.rich(), "event-strum")
    assert "event-strum@3.3.6  npm  malicious" == lines[0]
    assert "  ! Malicious code in event-strum [MAL-2026-1234]  known to be malicious" == lines[1]
    assert "  fix: Remove event-strum: no good version is known." in lines
    assert "  then: Assume that malicious code ran wherever event-strum@3.3.6 was installed." in lines
    assert "    GHSA says every version; the curated list names 3.3.6 alone, and was used" in lines
    whole = shown(answers.rich())
    assert whole.index("event-strum@3.3.6") < whole.index("lodash@4.17.20")


def test_what_to_write_is_shown_with_its_file() -> None:
    lines = block(answers.rich(), "braces")
    at = lines.index("    add to package.json:")
    assert [
        "      {",
        '        "overrides": {',
        '          "braces": "2.1.3"',
        "        }",
        "      }",
    ] == lines[at + 1 : at + 6]
    assert "  and in 1 more place" == lines[-1]


def test_advice_that_differs_stands_with_its_finding() -> None:
    one = answers.finding(fix=answers.IN_RANGE)
    two = answers.finding(answers.match(id="GHSA-2", severity=Severity.LOW), fix=answers.NO_FIX)
    lines = block(replace(answers.clear(), findings=(one, two)), "lodash")
    assert 2 == len([line for line in lines if line.startswith("    fix: ")])


def test_a_long_snippet_is_cut_and_counted() -> None:
    fix = replace(answers.OVERRIDE, snippet="\n".join(map(str, range(25))))
    lines = block(replace(answers.clear(), findings=(answers.finding(fix=fix),)), "lodash")
    assert "      and 5 more lines (`--format json` lists all)" in lines


def test_what_is_not_certain_stands_apart() -> None:
    head = "Not certain (1): the advisories list no versions, so these packages may be unaffected"
    whole = shown(answers.rich())
    assert whole.index(head) < whole.index("vague@0.3.0") < whole.index("Ignored findings (")


def test_a_copy_says_where_it_lies() -> None:
    lines = block(answers.rich(), "jquery")
    assert "  copied into static/js/vendor.min.js, recognised by its content" == lines[-1]


def test_an_ignored_finding_is_told_with_reason_owner_and_end() -> None:
    whole = shown(answers.rich())
    assert (
        "Ignored findings (no effect on the exit code) (2)\n  decoder@0.2.0  GHSA-w573-4hg7-7wgq  high: "
        in whole
    )
    assert (
        "    only our own input is decoded, security@company.example, until 2027-01-31 (pratique.toml:12)\n"
        in whole
    )


def test_what_is_given_up_is_no_vulnerability() -> None:
    part = shown(answers.rich()).partition("Deprecated or end of life (not vulnerabilities) (2)\n")[2]
    assert part.startswith("  pkg:npm/request@2.88.2  deprecated: request has been deprecated")
    assert "  pkg:generic/node@16.20.2  end-of-life: line 16 ended on 2023-09-11\n" in part


def test_what_was_not_looked_at_is_told_with_its_reason() -> None:
    whole = shown(answers.incomplete(), verbose=True)
    assert "Not checked\n  the source osv-pypi is not there: nothing of PyPI was looked at\n" in whole
    assert "Not audited (2)\n" in whole
    assert "  pkg:npm/from-git@1.0.0: from a git repository\n" in whole
    assert "  yarn.lock: not read\n    lock-invalid: yarn.lock is damaged at line 3\n" in whole
    assert "Skipped (2)\n  2 packages: a workspace of the project itself\n" in whole


def test_what_became_of_ignores_and_settings_is_told() -> None:
    whole = shown(answers.incomplete())
    assert "Ignores that could not be read (1)\n  .trivyignore.yaml:4: no id\n" in whole
    assert "  CVE-2019-9999 for decoder (pratique.toml:30): valid until 2026-01-31\n" in whole
    assert "Ignores that matched nothing (1)\n  CVE-2020-0001 (.osv/ignores.toml:4)\n" in whole
    assert "Settings without effect (1)\n  ignores of .snyk of the change itself" in whole


def test_the_last_line_tells_what_everything_was_held_against() -> None:
    last = shown(answers.rich()).splitlines()[-2]
    assert last.startswith("Checked against epss (2026-11-20, 270,000 records), incidents (")
    assert "No advisory source was used\n" in shown(AuditReport(root="."))


def test_long_lists_of_what_stops_nothing_are_cut_unless_asked_for() -> None:
    ignored = tuple(
        answers.finding(answers.match(f"p{n:02}"), ignored=answers.LASTING, sources=(f"l:{n}",))
        for n in range(25)
    )
    report = replace(answers.clear(), findings=ignored, gaps=tuple(f"gap {n:03}" for n in range(60)))
    assert "  and 5 more (`--notes` lists them)\n" in shown(report)
    assert "p24@" not in shown(report)
    assert "p24@" in shown(report, notes=True)
    assert "  and 10 more (`--format json` lists them)\n" in shown(report)


def test_only_what_is_grave_is_red_and_only_a_complete_answer_without_findings_is_green() -> None:
    def style(value: AuditReport) -> Style:
        return text.audit(value, notes=False)[0][0].style

    medium = replace(answers.clear(), findings=(answers.finding(answers.match(severity=Severity.MEDIUM)),))
    assert [Style.BLOCK, Style.HOLD, Style.HOLD, Style.HOLD, Style.ALLOW] == [
        style(value)
        for value in (
            answers.rich(),
            medium,
            replace(answers.clear(), not_audited=(NotJudged(purl="pkg:npm/a", why="b"),)),
            answers.nothing(),
            answers.clear(),
        )
    ]


def test_text_of_an_advisory_cannot_move_the_cursor_or_the_reading_order() -> None:
    whole = shown(answers.rich(), notes=True)
    assert "\x1b" not in whole
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in whole
    assert "javascript:" not in whole
    assert "\\x1b[2J\\u202eevil" in whole


def test_malice_without_versions_is_not_told_as_known() -> None:
    unsure = answers.finding(answers.match(certain=False, kind=AdvisoryKind.MALWARE))
    said = shown(replace(answers.clear(), findings=(unsure,)))
    assert "known to be malicious" not in said
    assert "some versions are reported as malicious" in said
