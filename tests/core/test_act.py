"""What persons say about bytes, and what the law makes of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.act import NO_WORD, Act, ActKind, Word, heard, word_of
from pratique.core.evidence import BadKind, ByteCheck, Dossier, Evidence, Known
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Standing
from tests.core.dossiers import (
    BLOCKING,
    DAY,
    HOLDING,
    HOUR,
    NO_ANSWER,
    NOW,
    SECOND,
    SHA256,
    bad,
    dossier,
    dossiers,
    inspected,
    judge,
    published,
    standings,
    strictness,
)

YOUNG = published(HOUR)


def act(kind: ActKind = ActKind.RELEASE, number: int = 1, **more: Any) -> Act:
    values = {"digest": SHA256, "at": NOW, "who": "ada", "reason": "read it", "number": number, **more}
    return Act(kind=kind, **values)


RELEASED = Word(release=act())
EVEN_BLOCKED = Word(release=act(even_blocked=True))
REFUSED = Word(refusal=act(ActKind.REFUSE))


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], NO_WORD),
        ([act()], RELEASED),
        ([act(), act(ActKind.RELEASE_UNDONE, 2)], NO_WORD),
        ([act(), act(ActKind.REFUSE_UNDONE, 2)], RELEASED),
        ([act(ActKind.RELEASE_UNDONE, 2), act()], NO_WORD),
        ([act(ActKind.REFUSE)], REFUSED),
        ([act(ActKind.REFUSE), act(ActKind.REFUSE_UNDONE, 2)], NO_WORD),
        ([act(), act(ActKind.REFUSE, 2)], Word(refusal=act(ActKind.REFUSE, 2))),
        ([act(ActKind.REFUSE), act(number=2)], REFUSED),
        ([act(ActKind.REFUSE), act(number=2, even_blocked=True)], Word(act(number=2, even_blocked=True))),
        ([act(even_blocked=True), act(ActKind.REFUSE, 2)], Word(refusal=act(ActKind.REFUSE, 2))),
        ([act(), act(ActKind.REFUSE, 2), act(ActKind.REFUSE_UNDONE, 3)], RELEASED),
        ([act(until=NOW)], NO_WORD),
        ([act(until=NOW + SECOND)], Word(act(until=NOW + SECOND))),
        ([act(ActKind.REFUSE), act(number=2, even_blocked=True, until=NOW)], REFUSED),
    ],
)
def test_what_stands_of_several_acts(acts: list[Act], expected: Word) -> None:
    assert expected == word_of(acts, NOW)


@pytest.mark.parametrize(
    ("evidence", "plain", "even_blocked"),
    [
        ({"published": YOUNG}, "allow", "allow"),
        ({"inspection": inspected(HOLDING)}, "allow", "allow"),
        ({"inspection": NO_ANSWER}, "allow", "allow"),
        ({"inspection": inspected(BLOCKING)}, "block", "allow"),
        ({"known_bad": bad(BadKind.ADVISORY)}, "block", "allow"),
        ({"known_bad": bad(BadKind.ADVISORY, disputed=True)}, "allow", "allow"),
        ({"known_bad": bad(BadKind.QUARANTINED)}, "block", "allow"),
        ({"known_bad": bad(BadKind.DENIED)}, "block", "block"),
        (
            {"bytes_": Known(ByteCheck((), (), ("the registry lists other bytes",)), "bytes")},
            "block",
            "block",
        ),
        ({"bytes_": NO_ANSWER, "inspection": NO_ANSWER}, "hold", "hold"),
    ],
)
def test_a_release_lifts_what_holds_and_what_blocks_only_if_it_says_so(
    evidence: dict[str, Evidence[Any]], plain: str, even_blocked: str
) -> None:
    about = replace(dossier(), **evidence)  # type: ignore[arg-type]

    assert plain == judge(heard(about, RELEASED)).action.value
    assert even_blocked == judge(heard(about, EVEN_BLOCKED)).action.value


def test_the_note_of_a_release_says_who_why_and_until_when() -> None:
    until = NOW + DAY
    verdict = judge(heard(dossier(published=YOUNG), Word(act(until=until))))

    assert Action.ALLOW is verdict.action
    (note,) = verdict.notes
    assert ReasonCode.TOO_YOUNG is note.code
    assert note.waived is not None
    assert f"released by ada: read it (until {until:%Y-%m-%d %H:%M} UTC)" == note.waived.words


def test_a_release_ends_at_its_moment_and_not_at_the_end_of_the_day() -> None:
    about = heard(dossier(published=YOUNG), Word(act(until=NOW + HOUR)))

    assert Action.ALLOW is judge(about).action
    assert Action.HOLD is judge(about, now=NOW + HOUR).action


@given(dossiers(), standings())
def test_what_a_person_refused_is_blocked_whatever_it_is(about: Dossier, standing: Standing) -> None:
    verdict = judge(heard(about, REFUSED), standing=standing)

    assert Action.BLOCK is verdict.action
    assert "refused by ada: read it" in {reason.text for reason in verdict.reasons}
    assert ReasonCode.REFUSED in {reason.code for reason in verdict.reasons}


@given(dossiers(), standings())
def test_a_release_makes_nothing_stricter_and_no_word_changes_nothing(
    about: Dossier, standing: Standing
) -> None:
    before = judge(about, standing=standing)

    assert strictness(judge(heard(about, RELEASED), standing=standing)) <= strictness(before)
    assert about == heard(about, NO_WORD)


@given(st.lists(st.tuples(st.sampled_from(ActKind), st.booleans(), st.integers(-5, 5)), max_size=8))
def test_at_most_one_word_stands_and_no_release_that_has_ended(
    said: list[tuple[ActKind, bool, int]],
) -> None:
    acts = [
        act(kind, number, even_blocked=even, until=NOW + timedelta(seconds=left))
        for number, (kind, even, left) in enumerate(said, 1)
    ]

    found = word_of(acts, NOW)

    assert found.release is None or found.refusal is None
    assert found.release is None or ends(found.release) > NOW
    assert found == word_of(list(reversed(acts)), NOW)


def ends(one: Act) -> datetime:
    assert one.until is not None
    return one.until
