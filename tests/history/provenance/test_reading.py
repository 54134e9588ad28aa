"""Files with attestations, in every form, and any bytes."""

import base64
import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.provenance import Outcome, ProofKind
from pratique.errors import ParseError
from pratique.history.provenance.judging import judge_attestations
from pratique.history.provenance.reading import MOST_ATTESTATIONS, read_attestations
from tests.history.provenance.holding import HELD, ROOT, WORLD
from tests.signing import PUBLISH, npm_answer, provenance_object, statement

BUNDLE = WORLD.bundle(statement())
ATTESTATION = WORLD.attestation(statement())


def written(document: Any) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (written(BUNDLE), 1),
        (json.dumps(BUNDLE, indent=2).encode(), 1),
        (written(BUNDLE) + b"\n" + written(BUNDLE) + b"\n", 2),
        (written(npm_answer(BUNDLE, BUNDLE)), 2),
        (written(ATTESTATION), 1),
        (written(provenance_object(ATTESTATION, ATTESTATION)), 2),
    ],
    ids=["bundle", "bundle-of-many-lines", "bundle-a-line", "npm", "attestation", "provenance-object"],
)
def test_every_form_is_read(data: bytes, count: int) -> None:
    found = read_attestations(data)

    assert count == len(found)
    assert [Outcome.VERIFIED] * count == [
        proof.outcome for proof in judge_attestations(found, HELD, root=ROOT, keys=None)
    ]


def test_one_that_cannot_be_read_is_told_and_the_others_stand() -> None:
    answer = npm_answer(BUNDLE, BUNDLE)
    answer["attestations"][0] = {"predicateType": PUBLISH, "bundle": {"mediaType": "text/plain"}}
    broken, good = judge_attestations(read_attestations(written(answer)), HELD, root=ROOT, keys=None)

    assert (Outcome.NOT_VERIFIED, Outcome.VERIFIED) == (broken.outcome, good.outcome)
    assert ProofKind.PUBLISH is broken.kind
    assert "a bundle of type 'text/plain' is not supported" in broken.steps[0].text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        written({"attestations": []}),
        written({"attestations": {}}),
        written({"attestation_bundles": [7]}),
        written(npm_answer(BUNDLE))[:-40],
        written({"attestations": [None] * (MOST_ATTESTATIONS + 1)}),
        written({"attestation_bundles": [{"attestations": [{}] * 40}, {"attestations": [{}] * 40}]}),
        b"{}\n" * (MOST_ATTESTATIONS + 1),
        b" " * (10 << 20),
        b'{"attestations":' * 50_000,
    ],
    ids=[
        "empty",
        "nothing",
        "none",
        "object",
        "number",
        "cut-off",
        "many",
        "many-bundles",
        "lines",
        "big",
        "deep",
    ],
)
def test_what_holds_no_attestation_is_refused_as_a_whole_or_told(data: bytes) -> None:
    try:
        found = read_attestations(data)
    except ParseError:
        return
    assert all(item.bundle is None and item.problem for item in found)


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_attestations_or_a_parse_error(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        assert read_attestations(data)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, item in items for place in places(item, (*path, key))]


PLACES = places(BUNDLE)


@pytest.mark.fuzz
@given(st.sampled_from(PLACES), JSON)
def test_a_bundle_with_anything_in_any_place_is_never_verified_as_another(
    place: tuple[Any, ...], value: Any
) -> None:
    document = copy.deepcopy(BUNDLE)
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    before = holder[place[-1]]
    holder[place[-1]] = value
    try:
        found = read_attestations(written(document))
    except ParseError:
        return
    [proof] = judge_attestations(found, HELD, root=ROOT, keys=None)
    if proof.outcome is Outcome.VERIFIED:
        # Another spelling of the same, or what nobody signs and nothing stands on.
        assert str(before) == str(value) or place[-1] in {"keyid", "mediaType"} or not value, (place, value)


@pytest.mark.fuzz
@given(st.integers(0, len(written(BUNDLE)) - 1), st.integers(0, 255))
def test_a_bundle_with_another_byte_is_refused_or_the_same(place: int, byte: int) -> None:
    data = bytearray(written(BUNDLE))
    data[place] = byte
    try:
        found = read_attestations(bytes(data))
    except ParseError:
        return
    [proof] = judge_attestations(found, HELD, root=ROOT, keys=None)
    if proof.outcome is Outcome.VERIFIED:
        assert _loosened(json.loads(data)) == _loosened(BUNDLE)


def _loosened(document: Any) -> Any:
    """A bundle without what is signed by nobody, and stands for nothing."""
    found = copy.deepcopy(document)
    kept = found["verificationMaterial"]["tlogEntries"][0]
    kept.pop("logIndex", None)
    return {
        # Its bytes: the last character of base64 may have bits that stand for nothing.
        "certificate": base64.b64decode(
            found["verificationMaterial"]["certificate"]["rawBytes"].rstrip("=") + "=="
        ),
        "payload": found["dsseEnvelope"]["payload"],
        "body": kept["canonicalizedBody"],
        "time": kept["integratedTime"].lstrip("0"),
    }
