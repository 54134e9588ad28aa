"""The formats of what is judged and compared: the renderers of `inspect`, `check` and `diff`, by the format's name."""

from collections.abc import Mapping

from pratique.report import (
    comparison,
    contract,
    github,
    gitlab,
    json,
    junit,
    markdown,
    sarif,
    style,
    text,
)
from pratique.report.interface import Compared, Project, Targets

TARGETS: Mapping[str, Targets] = {
    "text": lambda values, look: style.render(text.targets(values), colour=look.colour),
    "json": lambda values, _look: json.indented([contract.target(value) for value in values]),
    "jsonl": lambda values, _look: "".join(json.compact(contract.target(value)) for value in values),
    "sarif": lambda values, look: json.indented(sarif.targets(values, look.rules)),
    "markdown": lambda values, _look: markdown.targets(values),
    "github": lambda values, look: github.targets(values, notes=look.notes),
    "junit": lambda values, _look: junit.targets(values),
}
PROJECT: Mapping[str, Project] = {
    "text": lambda value, look: style.render(text.project(value, notes=look.notes), colour=look.colour),
    "json": lambda value, _look: json.indented(contract.project(value)),
    "jsonl": lambda value, _look: "".join(json.compact(line) for line in contract.project_lines(value)),
    "sarif": lambda value, look: json.indented(sarif.project(value, look.rules)),
    "markdown": lambda value, look: markdown.project(value, diff_url=look.diff_url, rules=look.rules),
    "github": lambda value, look: github.project(value, notes=look.notes),
    "gitlab": lambda value, look: json.indented(
        gitlab.dependency_scanning(value, look.rules, notes=look.notes, now=look.now)
    ),
    "gitlab-codequality": lambda value, look: json.indented(gitlab.code_quality(value, notes=look.notes)),
    "junit": lambda value, _look: junit.project(value),
}
COMPARISON: Mapping[str, Compared] = {
    "text": lambda value, before, after, look: style.render(
        comparison.comparison(value, before, after), colour=look.colour
    ),
    "json": lambda value, before, after, _look: json.indented(contract.comparison(value, before, after)),
    "markdown": lambda value, before, after, _look: markdown.comparison(value, before, after),
}
