"""Selects the format of a simple index page for a client. This module does no I/O.

PEP 691 defines the content types and `?format=`. pip from 19.2 and Poetry from 1.2 support yanked files (PEP 592);
setuptools does not.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import parse_qsl

from pratique.gate.protocols.update_bots import is_update_bot

_MOST_ACCEPT = 2_000
_MOST_RANGES = 50


class Form(StrEnum):
    """The formats of a page, each with its content type."""

    JSON = "application/vnd.pypi.simple.v1+json"
    HTML = "application/vnd.pypi.simple.v1+html"
    TEXT = "text/html"
    """The HTML page with the content type that older clients expect."""


class Held(StrEnum):
    """How a client's page shows refused files."""

    YANKED = "yanked"
    """Refused files stay listed, yanked with the reason."""
    LEFT_OUT = "left-out"
    """Refused files are omitted for clients that do not support yanks and would install them, and for update bots."""


_TYPES = {
    **{form.value: form for form in Form},
    "application/vnd.pypi.simple.latest+json": Form.JSON,
    "application/vnd.pypi.simple.latest+html": Form.HTML,
    "text/*": Form.TEXT,
    "application/*": Form.JSON,
    "*/*": Form.TEXT,
}
_WILD = ("*/*", "text/*", "application/*")
_KNOWS_YANKS = {"pip": (19, 2), "poetry": (1, 2)}
"""The first version of each client that supports yanks."""
_AGENT = re.compile(r"([a-z]+)/([0-9]{1,6})(?:\.([0-9]{1,6}))?", re.ASCII)
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z", re.ASCII)


def form_of(headers: Mapping[str, str], query: str) -> Form:
    """Choose the format. The default is plain HTML, which every client supports.

    The names in `headers` are in lower case.
    """
    asked = dict(parse_qsl(query[:_MOST_ACCEPT], max_num_fields=None)).get("format")
    if asked in _TYPES and asked not in _WILD:
        return _TYPES[asked]
    best, chosen = (0.0, False), Form.TEXT
    for item in headers.get("accept", "")[:_MOST_ACCEPT].split(",")[:_MOST_RANGES]:
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        form, weight = _TYPES.get(kind), (_quality(parameters), kind not in _WILD)
        if form is not None and weight[0] > 0 and weight > best:
            best, chosen = weight, form
    return chosen


def held_for(headers: Mapping[str, str]) -> Held:
    """Choose how a client's page shows refused files."""
    if is_update_bot(headers):
        return Held.LEFT_OUT
    match = _AGENT.match(headers.get("user-agent", ""))
    if match is None:
        return Held.YANKED
    name, version = match[1], (int(match[2]), int(match[3] or 0))
    old = name in _KNOWS_YANKS and version < _KNOWS_YANKS[name]
    return Held.LEFT_OUT if old or name == "setuptools" else Held.YANKED


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.match(value.strip()) else 0.0
    return 1.0
