"""Signed batches at a receiver of this machine."""

import base64
import hashlib
import hmac

import pytest

from pratique.errors import RegistryError
from pratique.gate.export.http import HttpTarget
from pratique.gate.monitoring.webhook import Hook
from tests.gate.aftermath import KEY
from tests.gate.export.entries import entry
from tests.gate.receiver import receiver
from tests.store.gate.test_decisions import NOW


def test_a_batch_is_signed_and_has_the_same_id_when_it_is_sent_again() -> None:
    with receiver() as got:
        target = HttpTarget(Hook(url=got.url, key=KEY), lambda: NOW)
        got.statuses = [503]
        with pytest.raises(RegistryError, match="answered 503"):
            target.send([entry(7), entry(8)])
        target.send([entry(7), entry(8)])
        target.close()

    (first, _), (second, body) = got.got
    assert b'{"number":7,"text":""}\n{"number":8,"text":""}\n' == body
    assert "application/x-ndjson" == second["content-type"]
    assert first["webhook-id"] == second["webhook-id"]
    assert second["webhook-id"].startswith("decisions-7-8-")
    signed = f"{second['webhook-id']}.{second['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert f"v1,{mac}" == second["webhook-signature"]
    assert "/in" not in target.shown
