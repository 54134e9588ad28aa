"""Entries for the tests of the targets."""

from pratique.core.policy import Action
from pratique.gate.export.entry import Entry, Stream
from tests.store.gate.test_decisions import NOW


def entry(number: int, *, size: int = 0, action: Action | None = Action.ALLOW) -> Entry:
    return Entry(
        stream=Stream.DECISIONS,
        number=number,
        at=NOW,
        action=action,
        line=f'{{"number":{number},"text":"{"x" * size}"}}\n',
        short=f'{{"number":{number},"shortened":true}}\n',
    )
