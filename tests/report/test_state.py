"""No format calls a run clear whose exit code is not 0: each format of each verb x each way to end."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport, Target
from pratique.core.audit import AuditReport, InsecureSource, SourceRule
from pratique.core.bar import Bar
from pratique.core.evidence import Dossier
from pratique.core.finding import Unread
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.outcome import Ended, of_audit, of_project, of_targets
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.core.verdict import Standing
from pratique.errors import Reference
from pratique.report import REPORTS, Look, Report
from tests.core.dossiers import (
    BLOCKING,
    HOLDING,
    NO_ANSWER,
    NOW,
    dossier,
    inspected,
    judge,
    published,
    waiver,
)
from tests.report.audit import answers as audits

REF = PackageRef(Ecosystem.NPM, "left-pad").at("1.3.0")
LOCK = LockRead(path="package-lock.json", format="package-lock v3", packages=2)
TROUBLE = Trouble(Reference.LOCK_INVALID, "yarn.lock is damaged at line 3", "write it again with the client")
DAMAGED = LockRead(path="yarn.lock", format=None, error=TROUBLE)
IN_PART = replace(LOCK, path="pnpm-lock.yaml", problems=("pad is asked for and no entry answers it",))
UNREAD = Unread("lib/odd.js", "does not parse: 20% of the file", sha256="1" * 64, in_baseline=True)
GONE = Trouble(Reference.REGISTRY_NOT_FOUND, "the registry does not know gone", "check the name")
MISSING = NotJudged(purl="pkg:npm/gone@1.0.0", why=GONE.message, trouble=GONE)
SINCE = Since(reference="main", commit="0" * 40)


def said(**about: Any) -> Assessment:
    subject: Dossier = dossier(**about)
    return Assessment(dossier=subject, verdict=judge(subject), standing=Standing.NEW)


def project(*assessments: Assessment, files: tuple[LockRead, ...] = (LOCK,), **more: Any) -> ProjectReport:
    packages = tuple(
        JudgedPackage(
            ref=replace(REF, version=f"1.3.{n}"), assessments=(one,), sources=(f"package-lock.json:{n}",)
        )
        for n, one in enumerate(assessments)
    )
    return ProjectReport(root=".", files=files, packages=packages, **more)


GAP = said(inspection=inspected(unread=(UNREAD,)))
PROJECTS: Mapping[str, tuple[Ended, ProjectReport, int | None]] = {
    "clear": (Ended.CLEAR, project(said()), None),
    "clear change": (Ended.CLEAR, project(since=SINCE), None),
    "waived": (
        Ended.CLEAR,
        project(said(inspection=inspected(unread=(UNREAD,)), waivers=(waiver("incomplete"),))),
        None,
    ),
    "accepted": (
        Ended.CLEAR,
        project(said(inspection=inspected(unread=(UNREAD,)), accepted=frozenset({UNREAD}))),
        None,
    ),
    "blocked": (Ended.STOPPED, project(said(), said(inspection=inspected(BLOCKING))), None),
    "held": (Ended.STOPPED, project(said(), said(inspection=inspected(HOLDING))), None),
    "held and in part": (Ended.STOPPED, project(said(inspection=inspected(HOLDING)), files=(IN_PART,)), None),
    "waits": (Ended.WAITS, project(said(), said(published=published(timedelta(hours=1)))), None),
    "unreadable lock": (Ended.INCOMPLETE, project(said(), files=(LOCK, DAMAGED)), None),
    "unreadable lock of a change": (Ended.INCOMPLETE, project(files=(LOCK, DAMAGED), since=SINCE), None),
    "unreadable lock alone": (Ended.INCOMPLETE, project(files=(DAMAGED,), since=SINCE), None),
    "problems in a lock": (Ended.INCOMPLETE, project(said(), files=(IN_PART,)), None),
    "problems in a lock of a change": (Ended.INCOMPLETE, project(files=(IN_PART,), since=SINCE), None),
    "not judged": (Ended.INCOMPLETE, project(said(), not_judged=(MISSING,)), None),
    "code not analysed": (Ended.INCOMPLETE, project(said(), GAP), None),
    "code not analysed in a change": (Ended.INCOMPLETE, project(GAP, since=SINCE), None),
    "new code not analysed": (
        Ended.INCOMPLETE,
        project(said(inspection=inspected(unread=(replace(UNREAD, in_baseline=False),)))),
        None,
    ),
    "a question without an answer": (Ended.INCOMPLETE, project(said(known_bad=NO_ANSWER)), None),
    "no lockfile": (Ended.INCOMPLETE, project(files=()), None),
    "more is asked for": (Ended.INCOMPLETE, project(said()), 3),
    "more is asked for of a wait": (
        Ended.INCOMPLETE,
        project(said(published=published(timedelta(hours=1)))),
        3,
    ),
}


def target(*assessments: Assessment, error: Trouble | None = None) -> tuple[Target, ...]:
    return (Target(name="left-pad@1.3.0", ref=REF, assessments=assessments, error=error),)


TARGETS: Mapping[str, tuple[Ended, tuple[Target, ...], int | None]] = {
    "clear": (Ended.CLEAR, target(said()), None),
    "blocked": (Ended.STOPPED, target(said(inspection=inspected(BLOCKING))), None),
    "waits": (Ended.WAITS, target(said(published=published(timedelta(hours=1)))), None),
    "code not analysed": (Ended.INCOMPLETE, target(GAP), None),
    "one of two artifacts": (Ended.INCOMPLETE, target(said(), GAP), None),
    "a question without an answer": (Ended.INCOMPLETE, target(said(known_bad=NO_ANSWER)), None),
    "an error beside an answer": (Ended.INCOMPLETE, target(said(), error=TROUBLE), None),
    "nothing": (Ended.INCOMPLETE, target(error=TROUBLE), None),
    "more is asked for": (Ended.INCOMPLETE, target(said()), 3),
}
UNSAFE = InsecureSource(rule=SourceRule.TLS_OFF, text="strict-ssl is off", sources=(".npmrc:1",))
AUDITS: Mapping[str, tuple[Ended, AuditReport, int | None]] = {
    "clear": (Ended.CLEAR, audits.clear(), None),
    "found": (Ended.STOPPED, audits.changed(), None),
    "unsafe source": (Ended.STOPPED, replace(audits.clear(), insecure=(UNSAFE,)), None),
    "unreadable lock": (Ended.INCOMPLETE, replace(audits.clear(), files=(LOCK, DAMAGED)), None),
    "problems in a lock": (Ended.INCOMPLETE, replace(audits.clear(), files=(IN_PART,)), None),
    "not audited": (Ended.INCOMPLETE, replace(audits.clear(), not_audited=(MISSING,)), None),
    "a source that is missing": (Ended.INCOMPLETE, replace(audits.clear(), gaps=("osv is stale",)), None),
    "no lockfile": (Ended.INCOMPLETE, audits.nothing(), None),
    "unreadable lock of a change": (
        Ended.INCOMPLETE,
        replace(audits.clear(), files=(DAMAGED,), inventory=(), new=0, since=SINCE),
        None,
    ),
}


def _json(text: str) -> bool:
    told = json.loads(text)
    return all(map(_clear_object, told if isinstance(told, list) else [told]))


def _clear_object(told: Any) -> bool:
    return bool(told["outcome"]["clear"]) or told.get("action") == "allow"


def _lines(text: str) -> bool:
    return any("outcome" in told and _clear_object(told) for told in map(json.loads, text.splitlines()))


def _sarif(text: str) -> bool:
    (run,) = json.loads(text)["runs"]
    stops = [result for result in run["results"] if result["level"] in {"error", "warning"}]
    return bool(run["invocations"][0]["executionSuccessful"]) and not stops


def _junit(text: str) -> bool:
    root = ET.fromstring(text)
    return root.get("failures") == "0" and root.get("errors") == "0"


def _github(text: str) -> bool:
    first, *rest = text.splitlines()
    clear = first.startswith(("pratique: OK",))
    return clear or (
        not any(line.startswith(("::error", "::warning")) for line in rest)
        and not any(word in first.lower() for word in ("incomplete", "nothing", "hold", "block"))
    )


def _gitlab(text: str) -> bool:
    told = json.loads(text)
    return told["scan"]["status"] == "success" and not told["vulnerabilities"]


def _quality(text: str) -> bool:
    return all(entry["severity"] == "info" for entry in json.loads(text))


def _markdown(text: str) -> bool:
    head = text.split("\n\n", maxsplit=1)[0] if text.startswith("<!--") else text
    return "\N{WHITE HEAVY CHECK MARK}" in head or "Nothing to do" in text


def _text(text: str) -> bool:
    first = text.splitlines()[0]
    return first.startswith("OK") or ", no issues" in text


def _html(text: str) -> bool:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    return (
        found is not None
        and "no known advisories for" in text[: text.index("</header>")]
        and "incomplete" not in text[: text.index("</header>")]
        and "unsafe source" not in text
    )


def _cyclonedx(text: str) -> bool:
    told = json.loads(text)
    held = {item["name"].rpartition(":")[2]: item["value"] for item in told["metadata"].get("properties", [])}
    return held.get("complete") == "true" and not told.get("vulnerabilities")


def _openvex(text: str) -> bool:
    told = json.loads(text)
    return "incomplete" not in told["tooling"] and not told["statements"]


CLEAR: Mapping[str, Callable[[str], bool]] = {
    "text": _text,
    "json": _json,
    "jsonl": _lines,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
    "gitlab": _gitlab,
    "gitlab-codequality": _quality,
    "markdown": _markdown,
    "html": _html,
    "cyclonedx": _cyclonedx,
    "openvex": _openvex,
}
"""Whether an answer in a format says that all is clear, by the part that a reader or a machine looks at."""
ABOUT_VULNERABILITIES = {"cyclonedx", "openvex"}
"""Formats without a word about where packages come from."""


@dataclass(frozen=True)
class Written:
    report: Report
    text: str

    @property
    def clear(self) -> bool:
        return CLEAR[self.report.name](self.text)


def look(exit_code: int | None) -> Look:
    return Look(rules={}, now=NOW, exit_code=exit_code, width=5000)


def test_every_format_is_in_the_table() -> None:
    assert {report.name for report in REPORTS} == CLEAR.keys()


@pytest.mark.parametrize("state", PROJECTS)
@pytest.mark.parametrize("report", [r for r in REPORTS if r.project], ids=lambda report: report.name)
def test_a_check_is_called_clear_with_exit_code_0_alone(report: Report, state: str) -> None:
    ended, value, exit_code = PROJECTS[state]
    assert exit_code or ended is of_project(value).ended
    assert report.project is not None
    assert (ended is Ended.CLEAR) is Written(report, report.project(value, look(exit_code))).clear


@pytest.mark.parametrize("state", TARGETS)
@pytest.mark.parametrize("report", [r for r in REPORTS if r.targets], ids=lambda report: report.name)
def test_an_inspection_is_called_clear_with_exit_code_0_alone(report: Report, state: str) -> None:
    ended, values, exit_code = TARGETS[state]
    assert exit_code or ended is of_targets(values).ended
    assert report.targets is not None
    assert (ended is Ended.CLEAR) is Written(report, report.targets(values, look(exit_code))).clear


@pytest.mark.parametrize("state", AUDITS)
@pytest.mark.parametrize("report", [r for r in REPORTS if r.audit], ids=lambda report: report.name)
def test_an_audit_is_called_clear_with_exit_code_0_alone(report: Report, state: str) -> None:
    ended, value, exit_code = AUDITS[state]
    assert ended is of_audit(value, fail_on=Bar()).ended
    assert report.audit is not None
    clear = Written(report, report.audit(value, look(exit_code))).clear
    if state == "unsafe source" and report.name in ABOUT_VULNERABILITIES:
        return
    assert (ended is Ended.CLEAR) is clear


@pytest.mark.parametrize(
    "state", [name for name, (ended, _, code) in PROJECTS.items() if ended is Ended.INCOMPLETE and not code]
)
@pytest.mark.parametrize("report", [r for r in REPORTS if r.project], ids=lambda report: report.name)
def test_each_exit_3_of_a_check_is_named_with_its_reason(report: Report, state: str) -> None:
    _, value, _ = PROJECTS[state]
    assert report.project is not None
    text = unescape(report.project(value, look(None)).replace("\\", ""))
    reasons = {
        "unreadable": "damaged at line 3",
        "problems": "no entry answers it",
        "not judged": "does not know gone",
        "code": "lib/odd.js",
        "new code": "lib/odd.js",
        "a question": NO_ANSWER.why,
        "no lockfile": "no lockfile found",
    }
    (reason,) = [words for start, words in reasons.items() if state.startswith(start)]
    if state == "no lockfile" and report.name in {"json", "jsonl", "sarif", "gitlab", "gitlab-codequality"}:
        return
    assert reason in text
    if "lib/odd.js" in reason:
        assert "does not parse: 20" in text
        assert "left-pad@1.3." in text or "pkg:npm/left-pad" in text
