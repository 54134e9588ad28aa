"""The renderers of what is judged and compared."""

import json

from pratique.report.formats.renderers import COMPARISON, PROJECT, TARGETS
from pratique.report.interface import Look
from tests.report import answers


def test_each_line_of_jsonl_is_an_answer() -> None:
    look = Look(rules={})
    lines = TARGETS["jsonl"]([answers.held(), answers.clear()], look).splitlines()
    assert ["hold", "allow"] == [json.loads(line)["action"] for line in lines]
    assert json.loads(PROJECT["jsonl"](answers.project(), look).splitlines()[-1])["summary"] is True


def test_a_look_reaches_the_renderer() -> None:
    assert "\x1b[" in PROJECT["text"](answers.project(), Look(rules={}, colour=True))
    assert "\x1b[" not in COMPARISON["text"](answers.comparison(), "a", "b", Look(rules={}))
    assert "calm@1.0.0" in PROJECT["text"](answers.project(), Look(rules={}, notes=True))
    titled = Look(rules={"new-install-hook": "a hook came in"})
    assert "a hook came in" in PROJECT["sarif"](answers.project(), titled)
    linked = Look(rules={}, diff_url="https://diff.example/{name}")
    assert "https://diff.example/left-handed" in PROJECT["markdown"](answers.review(), linked)
