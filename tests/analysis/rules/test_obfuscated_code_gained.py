"""Obfuscated code in a project that had none."""

import pytest

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import Files, npm, of_rule

RULE = "obfuscated-code-gained"
CALM = "exports.add = (a, b) => a + b\n"
NAMES = "".join(f"var _0x{number:06x} = {number};\n" for number in range(0x3FA2C1, 0x3FA2CB))
LOOKALIKE = "".join(
    f"var Il1{'lI1'[i % 3]}{'Il'[i // 3 % 2]}I{'l1I'[i // 6 % 3]} = {i};\n" for i in range(12)
)
TENTHS = f"module.exports = [{', '.join(f'0.{n}00000, 0.{n}{n}0000' for n in range(10))}]\n"
SHORT = "".join(f"var {letter}=1;" for letter in "abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("code", [CALM + NAMES, CALM + LOOKALIKE], ids=["hexadecimal", "look alike"])
def test_names_that_a_program_made_up_are_held(code: str) -> None:
    (finding,) = of_rule(npm({"index.js": code}, {"index.js": CALM}), RULE)
    assert (Severity.CRITICAL, Confidence.MEDIUM) == (finding.severity, finding.confidence)
    assert "index.js is obfuscated; no file of the baseline is" == finding.message
    assert "names look generated" in finding.evidence


def test_a_payload_in_a_large_bundle_is_held_however_many_names_are_readable() -> None:
    bundle = "".join(f"var readable{number} = {number};\n" for number in range(2_000))
    payload = "".join(f"var _0x{number:06x} = {number};\n" for number in range(0x3FA2C1, 0x3FA2C1 + 60))
    (finding,) = of_rule(npm({"index.js": bundle + payload}, {"index.js": bundle}), RULE)
    assert finding.evidence.startswith("60 of ")
    assert [] == of_rule(npm({"index.js": bundle + NAMES}, {"index.js": bundle}), RULE)


def test_colours_in_the_baseline_make_no_other_names_ordinary() -> None:
    colours = "exports.colours = {a9a9a9: 1, ffffff: 2, eeeeee: 3, dddddd: 4};\n"
    (finding,) = of_rule(npm({"index.js": colours + NAMES}, {"index.js": colours}), RULE)
    assert finding.evidence.startswith("10 of ")
    assert [] == of_rule(npm({"index.js": colours + LOOKALIKE}, {"index.js": colours}), RULE)


def test_numbers_in_the_baseline_make_no_names_ordinary() -> None:
    before = {"index.js": CALM, "map.js": TENTHS}
    (finding,) = of_rule(npm({**before, "index.js": CALM + LOOKALIKE}, before), RULE)
    assert "index.js" == str(finding.locations[0])


def test_a_file_that_nothing_in_the_package_names_is_held_too() -> None:
    (finding,) = of_rule(npm({"index.js": CALM, "setup_run.js": NAMES}, {"index.js": CALM}), RULE)
    assert "setup_run.js" == str(finding.locations[0])


@pytest.mark.parametrize(
    ("after", "before"),
    [
        ({"index.js": CALM + NAMES}, {"index.js": NAMES}),
        ({"index.js": CALM + SHORT}, {"index.js": CALM}),
        ({"index.js": CALM, "test/cases.js": NAMES}, {"index.js": CALM}),
        ({"index.js": CALM, "map.js": TENTHS}, {"index.js": CALM}),
    ],
    ids=["had it before", "minified", "in a test", "a table of numbers"],
)
def test_what_is_no_news_or_only_minified_or_a_test_stays_quiet(after: Files, before: Files) -> None:
    assert [] == of_rule(npm(after, before), RULE)


def test_without_a_baseline_it_does_not_apply() -> None:
    assert RULE not in npm({"index.js": NAMES}).inspection.ran
