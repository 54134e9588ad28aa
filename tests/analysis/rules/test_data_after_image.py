"""Pictures that carry more than a picture."""

from random import Random

from pratique.core.finding import Severity
from tests.analysis.inspecting import Files, npm, of_rule
from tests.analysis.inventory.pictures_made import png

RULE = "data-after-image"
SCRIPT = b"import os\nos.system('echo marker')\n" * 3


def test_a_program_behind_a_picture_is_told() -> None:
    (finding,) = of_rule(npm({"index.js": "1\n", "logo.png": png() + SCRIPT}), RULE)
    assert Severity.MEDIUM == finding.severity
    assert "script data after its end" in finding.message


def test_other_data_is_told_more_mildly() -> None:
    (finding,) = of_rule(npm({"index.js": "1\n", "logo.png": png() + Random(0).randbytes(90)}), RULE)
    assert Severity.LOW == finding.severity


def test_a_picture_alone_and_one_that_the_baseline_has_stay_quiet() -> None:
    carrying: Files = {"index.js": "1\n", "logo.png": png() + SCRIPT}
    assert [] == of_rule(npm({"index.js": "1\n", "logo.png": png()}), RULE)
    assert [] == of_rule(npm(carrying, carrying), RULE)
