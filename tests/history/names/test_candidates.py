"""The ways in which names look alike."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names.candidates import candidates
from pratique.history.names.kinds import KINDS, Kind
from pratique.history.names.loading import popular_names
from pratique.history.names.popular import PopularNames
from pratique.history.names.spelling import LONGEST, squeezed
from tests.history.names.lists import kinds

SYMMETRIC = {kind for kind, rule in KINDS.items() if rule.symmetric}


@pytest.mark.parametrize(
    ("kind", "name", "popular"),
    [
        (Kind.FOREIGN, "lod\u0430sh", "lodash"),
        (Kind.ALIKE, "cornmander", "commander"),
        (Kind.ALIKE, "l0dash", "lodash"),
        (Kind.CASE, "jsonstream", "JSONStream"),
        (Kind.SEPARATOR, "crossenv", "cross-env"),
        (Kind.SEPARATOR, "cross.env", "cross-env"),
        (Kind.DOUBLED, "reactt", "react"),
        (Kind.DOUBLED, "ethereum-cryptographyyy", "ethereum-cryptography"),
        (Kind.SWAPPED, "electorn", "electron"),
        (Kind.SWAPPED, "yarsg", "yargs"),
        (Kind.LEFT_OUT, "expess", "express"),
        (Kind.PUT_IN, "sexpress", "express"),
        (Kind.NEXT_KEY, "axiod", "axios"),
        (Kind.OTHER_LETTER, "colorame", "colorama"),
        (Kind.OTHER_START, "mumpy", "numpy"),
        (Kind.PLURAL, "lodashs", "lodash"),
        (Kind.NUMBER, "beautifulsoup44", "beautifulsoup4"),
        (Kind.NUMBER, "lodash2024", "lodash"),
        (Kind.TWO_SLIPS, "readle-stream", "readable-stream"),
        (Kind.WORD_ORDER, "parser-body", "body-parser"),
        (Kind.AFFIX, "nodemailer.js", "nodemailer"),
        (Kind.AFFIX, "node-request", "request"),
        (Kind.OTHER_AFFIX, "discord", "discord.js"),
        (Kind.OTHER_AFFIX, "node-prettier", "prettier-js"),
        (Kind.AFFIX_SLIP, "ethesjs", "ethers"),
        (Kind.LURE, "plain-crypto-js", "crypto-js"),
        (Kind.LURE, "axios-sdk", "axios"),
        (Kind.SCOPE_FOLDED, "types-node", "@types/node"),
        (Kind.SCOPE_FOLDED, "@cross/env", "cross-env"),
        (Kind.SCOPE_ALIKE, "@bable/core", "@babel/core"),
        (Kind.SCOPE_DROPPED, "storage-blob", "@azure/storage-blob"),
        (Kind.SCOPE_STRANGE, "@somebody/lodash", "lodash"),
    ],
)
def test_each_kind_is_seen(kind: Kind, name: str, popular: str) -> None:
    assert kind in kinds(name, popular, "unlike-any-other")


@pytest.mark.parametrize(
    ("kind", "name", "popular", "ecosystem"),
    [
        (Kind.AFFIX, "python3-dateutil", "dateutil", Ecosystem.PYPI),
        (Kind.OTHER_AFFIX, "dateutil", "python-dateutil", Ecosystem.PYPI),
        (Kind.OTHER_AFFIX, "ruby-bitcoin", "bitcoin-rb", Ecosystem.RUBYGEMS),
        (Kind.SEPARATOR, "atlas-client", "atlas_client", Ecosystem.RUBYGEMS),
    ],
)
def test_words_for_the_language_are_those_of_the_ecosystem(
    kind: Kind, name: str, popular: str, ecosystem: Ecosystem
) -> None:
    assert kind in kinds(name, popular, ecosystem=ecosystem)


@pytest.mark.parametrize(
    ("name", "popular"),
    [
        ("left-pad", "lodash"),
        ("express-joy", "express"),
        ("classnames-es", "classnames"),
        ("elements", "@angular/elements"),
        ("@a/core", "@b/core"),
        ("@hmans/types", "@humanfs/types"),
        ("a" * (LONGEST + 1), "a" * LONGEST),
        ("-", "_"),
        ("", "a"),
    ],
)
def test_names_of_their_own_look_like_nothing(name: str, popular: str) -> None:
    assert not kinds(name, popular) - {Kind.OTHER_AFFIX, Kind.AFFIX}


@given(st.text("aels-/@", min_size=1, max_size=9), st.text("aels-/@", min_size=1, max_size=9))
def test_symmetric_kinds_are_symmetric(left: str, right: str) -> None:
    assume(left != right and squeezed(left) and squeezed(right))

    assert kinds(left, right) & SYMMETRIC == kinds(right, left) & SYMMETRIC


@given(st.sampled_from(list(Ecosystem)), st.text(max_size=230))
def test_any_text_gives_few_candidates_that_are_popular(ecosystem: Ecosystem, text: str) -> None:
    popular = popular_names(ecosystem)
    found = list(candidates(PackageRef(ecosystem, text), popular))

    assert {target for _, target in found} <= popular.places.keys()
    assert 2_000 >= len(found)


@given(st.text("abc", min_size=6, max_size=9), st.integers(0, 7), st.sampled_from("abcz"))
def test_every_single_slip_is_found(name: str, at: int, letter: str) -> None:
    popular = PopularNames.of([name])
    slips = {
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
    } - {name}

    assert all(
        name in {target for _, target in candidates(PackageRef(Ecosystem.NPM, one), popular)} for one in slips
    )
