"""From behaviour to a score."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language, Use
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.score.model import Model, Models, Points, Tree
from pratique.analysis.score.scoring import score
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.score import Point
from tests.analysis.features.viewing import view
from tests.noisy import NOISY, THEFT, read

TREE = Tree((0, -1, -1), (2.5, 0, 0), (1, 0, 0), (2, 0, 0), (0.0, -3.0, 3.0))
ALONE = Model(
    format=1,
    name="alone",
    features=("can-network",),
    base_rate=0.002,
    trees=(TREE,),
    calibration=((-3.0, 0.001), (3.0, 0.8)),
    points={"npm": Points(block=9.0, review=2.0, note=0.0)},
)
NEVER = msgspec.structs.replace(
    ALONE, name="apart", points={"npm": Points(block=99.0, review=99.0, note=99.0)}
)
MODELS = Models(alone=ALONE, apart=NEVER, beyond=ALONE)
NET = FileFacts(language=Language.JAVASCRIPT, uses=(Use(Capability.NETWORK, "fetch", 4, at_load=True),))
QUIET = FileFacts(language=Language.JAVASCRIPT)


def test_a_score_says_how_likely_what_follows_and_why() -> None:
    found = score(MODELS, view({"a.js": NET}), None)
    assert (0.8, Point.REVIEW, "alone") == (found.probability, found.point, found.model)
    (reason,) = found.contributions
    assert ("can-network", "uses the network", 3.0) == (reason.feature, reason.words, reason.weight)
    assert (Location("a.js", 4),) == reason.places


def test_what_is_not_there_is_no_reason() -> None:
    found = score(MODELS, view({"a.js": QUIET}), None)
    assert (None, ()) == (found.point, found.contributions)


def test_a_baseline_does_not_make_an_artifact_look_better() -> None:
    seen = view({"a.js": NET})
    assert Point.REVIEW == score(MODELS, seen, seen).point


def test_what_a_release_does_more_than_its_baseline_counts_where_it_is_graver() -> None:
    loose = Model(
        format=1,
        name="beyond",
        features=ALONE.features,
        base_rate=ALONE.base_rate,
        trees=ALONE.trees,
        calibration=ALONE.calibration,
        points={"npm": Points(block=2.0, review=1.0, note=0.0)},
    )
    models = Models(alone=ALONE, apart=NEVER, beyond=loose)
    now = view({"a.js": NET}, {"a.js": Context.INSTALL}, texts={"a.js": b"new"})
    assert Point.BLOCK == score(models, now, view({"a.js": QUIET})).point
    assert Point.REVIEW == score(models, now, now).point


def test_the_gravest_file_counts_and_another_file_takes_nothing_from_it() -> None:
    once = msgspec.structs.replace(
        ALONE, name="apart", points={"npm": Points(block=2.0, review=1.0, note=0.0)}
    )
    models = Models(alone=NEVER, apart=once, beyond=NEVER)
    found = score(models, view({"a.js": NET, "b.js": QUIET}), None)
    assert (Point.BLOCK, "apart") == (found.point, found.model)
    assert (Location("a.js", 4),) == found.contributions[0].places
    assert found == score(models, view({"a.js": NET}), None)


HONEST = {
    "lib/paths.js": "exports.join = (...parts) => parts.join('/');\n",
    "lib/client.js": "const https = require('https'); exports.get = (url) => https.get(url);\n",
    "vendored/paths.py": "import os\n\ndef join(*parts):\n    return os.path.join(*parts)\n",
    "vendored/client.py": "import urllib.request\n\ndef get(url):\n    return urllib.request.urlopen(url)\n",
    "lib/vendored.rb": "require 'net/http'\nmodule Vendored\n  def self.get(url) = Net::HTTP.get(URI(url))\nend\n",
    "README.md": "# Noisy\n",
}


@pytest.mark.parametrize("ecosystem", NOISY, ids=str)
@settings(max_examples=8, deadline=None)
@given(added=st.sets(st.sampled_from(sorted(HONEST))), copies=st.integers(1, 30))
def test_honest_files_that_are_appended_never_lower_the_score(
    ecosystem: Ecosystem, added: set[str], copies: int
) -> None:
    more = {f"copy{i}/{path}": HONEST[path] for path in added for i in range(copies)}
    models, code = shipped_models(), NOISY[ecosystem] + THEFT[ecosystem]
    alone, padded = (score(models, read(ecosystem, code, files), None) for files in ({}, more))
    assert padded.probability >= alone.probability
    assert _RANKS.index(padded.point) >= _RANKS.index(alone.point)


_RANKS = (None, Point.NOTE, Point.REVIEW, Point.BLOCK)
