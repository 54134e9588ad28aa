"""Readers of data that make any object the data asks for, when they are told so."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import flows

FETCHED = "import requests, io\nanswer = requests.get('https://far.invalid/x').content\n"


@pytest.mark.parametrize(
    ("source", "api"),
    [
        ("import yaml\nyaml.load(answer, Loader=yaml.UnsafeLoader)", "yaml.unsafe_load"),
        ("import yaml\nyaml.load(answer, yaml.Loader)", "yaml.load"),
        ("from yaml import load_all, CLoader\nload_all(answer, Loader=CLoader)", "yaml.load_all"),
        ("import numpy as np\nnp.load(io.BytesIO(answer), allow_pickle=True)", "numpy.load"),
        ("import logging.config\nlogging.config.dictConfig(answer)", "logging.config.dictConfig"),
        ("import jsonpickle\njsonpickle.decode(answer)", "jsonpickle.decode"),
    ],
)
def test_what_is_fetched_for_one_is_told(source: str, api: str) -> None:
    assert (Capability.CODE, api, {Taint.NETWORK}) in flows(FETCHED + source)


@pytest.mark.parametrize(
    "source",
    [
        "import yaml\nyaml.load(answer, Loader=yaml.SafeLoader)",
        "import yaml\nyaml.load(answer)",
        "import numpy as np\nnp.load(io.BytesIO(answer))",
        "import numpy as np\nnp.load(io.BytesIO(answer), allow_pickle=False)",
        "import yaml\nyaml.load(open('x').read(), Loader=yaml.Loader)",
    ],
)
def test_others_are_not(source: str) -> None:
    assert not [flow for flow in flows(FETCHED + source) if flow[0] is Capability.CODE]
