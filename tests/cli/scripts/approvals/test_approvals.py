"""What every form does: what is written is read again, and nothing else changes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.scripts.approvals import FORMS, Decision, Form, form_of
from pratique.errors import ParseError, UsageError
from tests.cli.scripts.approvals.texts import decisions, ends, indents, others, values

ALL = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.client)
JSON = pytest.mark.parametrize(
    "form", [form for form in FORMS if form.path == "package.json"], ids=lambda form: form.client
)
KEYS = {
    "npm": "allowScripts",
    "pnpm": "allowBuilds",
    "yarn": "dependenciesMeta",
    "bun": "trustedDependencies",
}


def said(form: Form, wanted: tuple[Decision, ...]) -> set[Decision]:
    """Return what a form can say of decisions: all of it, or the approved names."""
    return set(wanted) if form.pinned else {Decision(one.name, None, True) for one in wanted if one.allowed}


def test_each_client_has_one_form() -> None:
    assert sorted(KEYS) == sorted(form.client for form in FORMS)
    assert all(form is form_of(form.client) for form in FORMS)
    assert form_of("pip") is None
    assert {"bun"} == {form.client for form in FORMS if not form.pinned}


@ALL
def test_no_file_has_no_decisions(form: Form) -> None:
    assert () == form.read(None)
    assert () == form.read("")
    assert () == form.read(" \r\n")


@ALL
@given(data=st.data())
def test_what_is_written_to_no_file_is_read(form: Form, data: Any) -> None:
    wanted = data.draw(decisions(pinned=form.pinned))
    text = form.write(None, wanted)

    assert said(form, wanted) == set(form.read(text))
    assert text == form.write(text, wanted)
    assert text.endswith("\n") or not text


@JSON
@given(
    data=st.data(), rest=st.dictionaries(st.text(max_size=6), values, max_size=5), indent=indents, end=ends
)
def test_a_json_file_keeps_everything_else(
    form: Form, data: Any, rest: dict[str, Any], indent: int | str | None, end: str
) -> None:
    rest = others(rest, KEYS[form.client])
    before = json.dumps(rest, indent=indent, ensure_ascii=data.draw(st.booleans())) + end
    if end == "\r\n":
        before = before.replace("\r\n", "\n").replace("\n", "\r\n")
    first, second = (data.draw(decisions(pinned=form.pinned)) for _ in range(2))
    once = form.write(before, first)
    twice = form.write(once, second)
    renamed = {one.name for one in second}

    assert said(form, first) == set(form.read(once))
    assert once == form.write(once, first)
    assert (said(form, tuple(one for one in first if one.name not in renamed)) | said(form, second)) == set(
        form.read(twice)
    )
    assert twice == form.write(twice, second)
    assert rest == others(json.loads(twice), KEYS[form.client])
    assert before.endswith("\r\n") == twice.endswith("\r\n")
    # The text of the other members is the same, to the byte.
    assert twice.startswith(before.rstrip().removesuffix("}").rstrip())
    assert "\r\n" not in before or "\n" not in twice.replace("\r\n", "")


@JSON
@given(st.text(max_size=30) | st.builds(json.dumps, values))
def test_any_text_is_read_or_refused(form: Form, text: str) -> None:
    wanted = (Decision("x", "1.0.0", True), Decision("y", None, False))
    try:
        form.read(text)
        after = form.write(text, wanted)
    except ParseError:
        return
    assert said(form, wanted) <= set(form.read(after))


@JSON
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
        ('{"a": NaN}', "not JSON"),
        ('{"a": 1} // c', "not JSON"),
        ('{"a": 1,}', "not JSON"),
        ('{"name": "a", "n\\u0061me": "b"}', "'name' is there twice"),
        ('{"KEY": 1, "KEY": {}}', "is there twice"),
        ('{"KEY": 7}', "`KEY` is not"),
        ('{"KEY": null}', "`KEY` is not"),
        ('{"KEY": "x"}', "`KEY` is not"),
        ('{"a": "\ud800"}', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_odd_json_is_refused_with_a_hint(form: Form, text: str, why: str) -> None:
    key = KEYS[form.client]
    for act in (
        lambda: form.read(text.replace("KEY", key)),
        lambda: form.write(text.replace("KEY", key), []),
    ):
        with pytest.raises(ParseError, match=why.replace("KEY", key)) as caught:
            act()
        assert caught.value.hint


@ALL
@pytest.mark.parametrize(
    "one",
    [
        Decision("", None, True),
        Decision("a b", None, True),
        Decision("x\ny: true", "1.0.0", True),
        Decision("github:a/b#c", None, True),
        Decision("x@1.0.0", None, True),
        Decision("x", "", True),
        Decision("x", "^1.0.0", True),
        Decision("x", "1.0.0 || 2.0.0", True),
        Decision("x", "v1.0.0", True),
        Decision("x", "1.0.0\n", True),
        Decision("x", "latest", True),
    ],
)
def test_what_is_no_release_is_not_written(form: Form, one: Decision) -> None:
    with pytest.raises(ParseError) as caught:
        form.write(None, [one])
    assert caught.value.hint


@ALL
def test_a_decision_that_is_there_twice_is_denied(form: Form) -> None:
    both = [Decision("x", None, True), Decision("x", None, False)]
    for wanted in (both, both[::-1]):
        if form.pinned:
            assert (Decision("x", None, False),) == form.read(form.write(None, wanted))
        else:
            with pytest.raises(UsageError):
                form.write(None, wanted)


@ALL
@pytest.mark.parametrize("allowed", [True, False])
def test_a_name_and_its_version_cannot_contradict_each_other(form: Form, *, allowed: bool) -> None:
    """Clients disagree which of both wins: the denied one, the approved one, or that of the version."""
    with pytest.raises(UsageError) as caught:
        form.write(None, [Decision("x", None, allowed), Decision("x", "1.0.0", not allowed)])
    assert caught.value.hint


@ALL
def test_a_version_replaces_what_was_decided_for_its_name(form: Form) -> None:
    """Or the approval of the name would go on for every version."""
    before = form.write(None, [Decision("x", None, True), Decision("y", None, True)])
    after = form.write(before, [Decision("x", "1.0.0", False)])

    assert Decision("x", None, True) not in form.read(after)
    assert Decision("y", None, True) in form.read(after)
