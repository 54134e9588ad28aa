"""The generated pages of the docs say what the code says, and no page points nowhere."""

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from pratique.analysis.rule import Rule
from pratique.analysis.rules import RULES
from pratique.cli import pratique
from pratique.history import EVERY

ROOT = Path(__file__).resolve().parent.parent
MKDOCS = ROOT / ".venv-site/bin/mkdocs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_generated_pages_are_current() -> None:
    ran = subprocess.run(
        [sys.executable, "scripts/docs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (0, "") == (ran.returncode, ran.stderr)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (page.parent / link).exists()]


GUIDES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs/explanation/architecture.md",
    ROOT / "docs/how-to/extending.md",
]
"""Pages that lead a reader through the tree by file names."""


def named_paths(page: str) -> list[str]:
    """Return the paths that a page names in code spans; `<name>` in one stands for a name to choose."""
    spans = re.findall(r"`([^`\s]+)`", page)
    return [span for span in spans if re.fullmatch(r"([\w.-]+/)+([\w.-]+\.(py|md|toml))?", span)]


def test_a_path_is_a_file_or_a_folder_in_a_code_span() -> None:
    page = "`core/lock.py`, `core/`, `make docs`, `ParseError`, `cli/<verb>.py`, `*.invalid`, `GET /npm/a`, `pyproject.toml`"
    assert ["core/lock.py", "core/"] == named_paths(page)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_path_that_a_guide_names_exists(page: Path) -> None:
    paths = named_paths(page.read_text(encoding="utf-8"))
    assert paths
    assert [] == [
        path for path in paths if not any((top / path).exists() for top in (ROOT, ROOT / "src/pratique"))
    ]


def test_every_rule_and_signal_has_a_page_of_its_own() -> None:
    wanted = {f"rules/{rule.id}" for rule in RULES} | {f"signals/{one.id}" for one in EVERY}
    reference = ROOT / "docs/reference"
    assert wanted == {
        page.relative_to(reference).with_suffix("").as_posix() for page in reference.glob("*/*.md")
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_answers_what_a_reader_asks(rule: Rule[Any]) -> None:
    page = (ROOT / f"docs/reference/rules/{rule.id}.md").read_text(encoding="utf-8")
    headings = ["What it finds", "Why it matters", "Seen in", "False positives", "What to do"]
    assert headings == [
        heading for heading in re.findall(r"^## (.*)$", page, re.MULTILINE) if heading in headings
    ]
    assert f"| severity | at most {rule.severity.value} |" in page
    assert f"| confidence | at most {rule.confidence.value} |" in page


@pytest.mark.skipif(not MKDOCS.is_file(), reason="`make docs-site` was not run here")
def test_a_link_that_leads_nowhere_fails_the_site(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    # The command of `make docs-site`: with --quiet, MkDocs counts no warning.
    recipe = re.search(
        r"^\tNO_MKDOCS_2_WARNING=1 \S+/mkdocs (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )
    assert recipe is not None
    build = [str(MKDOCS), *recipe[1].split()]
    made = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 0 == made.returncode, made.stderr
    with (tmp_path / "docs/index.md").open("a", encoding="utf-8") as index:
        index.write("\n[gone](how-to/gone.md), [gone](how-to/audit.md#gone)\n")
    broken = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Aborted with 2 warnings in strict mode!" in broken.stdout + broken.stderr


FIRST_PAGES = ("README.md", "docs/how-to/which-way.md", "docs/tutorial/first-ten-minutes.md")


def commands(page: str) -> Iterator[list[str]]:
    """Each `pratique` command of a page, in code blocks and between backticks, as the shell gives it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [line[4:].removeprefix("$ ") for line in text.splitlines() if line.startswith("    ")]
    for code in [*blocks, *re.findall(r"`([^`\n]+)`", text)]:
        for part in re.split(r" && | \|\| |; ", code):
            words = shlex.split(part.removesuffix("&"), comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words[:1] == ["pratique"]:
                yield words[1:]


def unknown(words: list[str]) -> list[str]:
    """Return the verbs and options of a command that the command line does not have."""
    command: click.Command = pratique
    context = click.Context(command)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0].isupper():
            return []
        found = command.get_command(context, words[0])
        if found is None:
            return [words[0]]
        command, words = found, words[1:]
    options = {name for one in command.get_params(click.Context(command)) for name in one.opts} | {
        "--help",
        "-h",
    }
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_the_commands_of_the_first_pages_exist(page: str) -> None:
    told = list(commands(page))
    assert 5 < len(told)
    assert [] == [(words, wrong) for words in told if (wrong := unknown(words))]


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert (["no-such"], ["--no-such"], []) == (
        unknown(["no-such"]),
        unknown(["check", "--no-such", "--since", "main"]),
        unknown(["gate", "serve", "--listen", "127.0.0.1:4873"]),
    )


def test_the_readme_is_short() -> None:
    assert 900 >= len((ROOT / "README.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("written", "built"),
    [
        ("text\n- a\n- b", "text\n\n- a\n- b"),
        ("- a\n\n  more\n- b", "- a\n\n    more\n\n- b"),
        ("- a\n  goes on\n\ntext\n  indented", "- a\n    goes on\n\ntext\n  indented"),
        ("1. a\n\n      code\n\n    code", "1. a\n\n        code\n\n      code"),
        ("    code\n    - no item", "    code\n    - no item"),
    ],
)
def test_lists_are_indented_for_the_site(written: str, built: str) -> None:
    hooks = runpy.run_path(str(ROOT / "scripts/mkdocs_hooks.py"))
    assert built == hooks["on_page_markdown"](written)
