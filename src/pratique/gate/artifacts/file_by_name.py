"""Serves files that clients request by file name only, and content that is derived from such files.

A file name can be ambiguous.
"""

import asyncio
import hashlib
from dataclasses import replace

from pratique.core.decision import Client
from pratique.errors import ParseError
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer, Face, NamedFileWanted

_MISSING = 404


async def named_file(artifacts: Artifacts, face: Face, wanted: NamedFileWanted, client: Client) -> Answer:
    """Return the response for the first interpretation of the name that a listing contains, else the likeliest one."""
    first: Answer | None = None
    for reading in wanted.readings:
        answer = await artifacts.answer(face, reading, client)
        if answer.status != _MISSING:
            return answer if wanted.make is None or answer.status != 200 else await _made(answer, wanted)
        first = first or answer
    return first or failed(_MISSING, "no file has this name")


async def _made(answer: Answer, wanted: NamedFileWanted) -> Answer:
    assert wanted.make is not None
    try:
        data = answer.body if answer.large is None else await asyncio.to_thread(answer.large.pieces.whole)
        body = await asyncio.to_thread(wanted.make, data)
    except ParseError as error:
        return failed(502, error.message, hint=error.hint)
    headers = {**answer.headers, "ETag": f'"{hashlib.sha256(body).hexdigest()}"'}
    return replace(answer, body=body, large=None, headers=headers)
