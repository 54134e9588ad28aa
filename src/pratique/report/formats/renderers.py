"""Defines the output formats of `inspect`, `check` and `diff` by name."""

from collections.abc import Mapping, Sequence

from pratique.core.assessment import Target
from pratique.core.outcome import Outcome, of_project, of_targets
from pratique.report.formats import github, gitlab, junit, sarif
from pratique.report.formats import json_contract as contract
from pratique.report.formats import json_text as json
from pratique.report.interface import Compared, Look, Project, Targets
from pratique.report.markdown import review as markdown
from pratique.report.text import diff as comparison
from pratique.report.text import report as text
from pratique.report.text import style


def _ended(ended: Outcome, look: Look) -> Outcome:
    return ended if look.exit_code is None else ended.demanding(look.exit_code)


def _asked(values: Sequence[Target], look: Look) -> Outcome | None:
    ended = of_targets(values)
    return None if look.exit_code in {None, int(ended.ended)} else _ended(ended, look)


TARGETS: Mapping[str, Targets] = {
    "text": lambda values, look: style.render(
        text.targets(values, ended=_asked(values, look), now=look.now, verbose=look.verbose),
        colour=look.colour,
        width=look.width,
    ),
    "json": lambda values, look: json.indented(
        [contract.target(value, ended=_asked(values, look), now=look.now) for value in values]
    ),
    "jsonl": lambda values, look: "".join(
        json.compact(contract.target(value, ended=_asked(values, look), now=look.now)) for value in values
    ),
    "sarif": lambda values, look: json.indented(
        sarif.targets(values, look.rules, ended=_ended(of_targets(values), look), now=look.now)
    ),
    "markdown": lambda values, look: markdown.targets(values, ended=_asked(values, look), now=look.now),
    "github": lambda values, look: github.targets(
        values, ended=_ended(of_targets(values), look), notes=look.notes, now=look.now
    ),
    "junit": lambda values, look: junit.targets(values, ended=_ended(of_targets(values), look), now=look.now),
}
PROJECT: Mapping[str, Project] = {
    "text": lambda value, look: style.render(
        text.project(
            value,
            ended=_ended(of_project(value), look),
            notes=look.notes,
            now=look.now,
            verbose=look.verbose,
        ),
        colour=look.colour,
        width=look.width,
    ),
    "json": lambda value, look: json.indented(
        contract.project(value, ended=_ended(of_project(value), look), now=look.now)
    ),
    "jsonl": lambda value, look: "".join(
        json.compact(line)
        for line in contract.project_lines(value, ended=_ended(of_project(value), look), now=look.now)
    ),
    "sarif": lambda value, look: json.indented(
        sarif.project(value, look.rules, ended=_ended(of_project(value), look), now=look.now)
    ),
    "markdown": lambda value, look: markdown.project(
        value, ended=_ended(of_project(value), look), diff_url=look.diff_url, rules=look.rules, now=look.now
    ),
    "github": lambda value, look: github.project(
        value, ended=_ended(of_project(value), look), notes=look.notes, now=look.now
    ),
    "gitlab": lambda value, look: json.indented(
        gitlab.dependency_scanning(
            value, look.rules, ended=_ended(of_project(value), look), notes=look.notes, now=look.now
        )
    ),
    "gitlab-codequality": lambda value, look: json.indented(
        gitlab.code_quality(value, ended=_ended(of_project(value), look), notes=look.notes, now=look.now)
    ),
    "junit": lambda value, look: junit.project(value, ended=_ended(of_project(value), look), now=look.now),
}
COMPARISON: Mapping[str, Compared] = {
    "text": lambda value, before, after, look: style.render(
        comparison.comparison(value, before, after), colour=look.colour, width=look.width
    ),
    "json": lambda value, before, after, _look: json.indented(contract.comparison(value, before, after)),
    "markdown": lambda value, before, after, _look: markdown.comparison(value, before, after),
}
