"""Words about settings that decide what is installed, in every format."""

from dataclasses import replace
from datetime import date

import pytest

from pratique.core.assessment import ProjectReport
from pratique.core.deciding import RULE, AppliedPatch, Effect, InstallSetting
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Waiver
from pratique.core.reading import LockRead, Since
from pratique.report import REPORTS, Look
from pratique.report.parts.install_settings import counted, sentence
from tests.report.answers import HOSTILE

CHANGED = InstallSetting(
    path=".npmrc",
    line=3,
    setting="registry",
    effect=Effect.PLACE,
    before=None,
    after="https://two.invalid/",
    changed=True,
)
OWN = InstallSetting(
    path="package.json", line=7, setting="scripts > prepare", effect=Effect.OWN, after="node x.js"
)
WAIVER = Waiver(
    rule=RULE, ecosystem=None, package=".npmrc", reason="read", owner="me", expires=date(2030, 1, 1)
)
FILES = (LockRead(path="package-lock.json", format="package-lock v3", packages=1),)
SINCE = Since(reference="main", commit="0" * 40)
NAMES = ["text", "markdown", "json", "jsonl", "sarif", "junit", "github", "gitlab", "gitlab-codequality"]


def report(*settings: InstallSetting, since: Since | None = SINCE) -> ProjectReport:
    return ProjectReport(root=".", files=FILES, since=since, install_settings=settings)


def shown(name: str, value: ProjectReport) -> str:
    made = next(one for one in REPORTS if one.name == name)
    assert made.project is not None
    return made.project(value, Look(notes=False, rules={}))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_names_file_setting_and_value(name: str) -> None:
    text = shown(name, report(CHANGED))
    assert all(word in text for word in (".npmrc", "registry", "two.invalid"))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_accepted_is_no_trouble_in_any_format(name: str) -> None:
    text = shown(name, report(replace(CHANGED, waiver=WAIVER)))
    assert "two.invalid" not in text or name in {"json", "jsonl"}


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_harmless_in_every_format(name: str) -> None:
    hostile = replace(CHANGED, path=f"{HOSTILE}/.npmrc", setting=HOSTILE, after=HOSTILE, before=HOSTILE)
    text = shown(name, report(hostile, since=None))
    assert "\x1b" not in text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text


def test_a_sentence_has_both_values_and_what_is_decided() -> None:
    assert "registry: none -> https://two.invalid/; it determines the source of packages" == sentence(CHANGED)
    assert "x -> none" in sentence(replace(CHANGED, before="x", after=None))


def test_the_terminal_counts_what_stops_nothing_in_one_line() -> None:
    text = shown("text", report(OWN, since=None))
    assert "1 setting affects the installed packages (package.json); `--format json` lists it" in " ".join(
        text.split()
    )
    assert "hint" not in text


def test_files_are_named_up_to_five() -> None:
    many = [replace(OWN, path=f"{number}/package.json") for number in range(7)]
    assert "7 settings affect the installed packages" in counted(many, report(since=None))
    assert "and 2 more" in counted(many, report(since=None))


def test_what_a_person_does_next_is_said() -> None:
    assert 'package = ".npmrc"' in shown("text", report(CHANGED))


def test_nothing_is_said_of_nothing() -> None:
    assert shown("text", report()) == shown("text", ProjectReport(root=".", files=FILES, since=SINCE))
    assert "setting" not in shown("text", report())


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_patches_that_were_judged_are_one_line_and_no_setting_is_counted(name: str) -> None:
    kite = PackageRef(Ecosystem.NPM, "kite").at("1.1.0")
    setting = replace(CHANGED, path="patches/a.patch", effect=Effect.CONTENT, judged=True)
    patch = AppliedPatch(ref=kite, paths=("patches/a.patch",))
    value = replace(report(setting), patches=(patch, replace(patch, why="no", waiver=WAIVER)))
    text = shown(name, value)
    assert 2 == text.count("patched by")
    assert all(words in text for words in ("judged", "accepted by a waiver"))
    assert "more setting" not in text


@pytest.mark.parametrize("name", NAMES)
def test_hostile_paths_of_patches_are_harmless_in_every_format(name: str) -> None:
    kite = PackageRef(Ecosystem.NPM, "kite").at("1.1.0")
    text = shown(name, replace(report(), patches=(AppliedPatch(ref=kite, paths=(HOSTILE,)),)))
    assert "\x1b" not in text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
