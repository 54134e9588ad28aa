"""Incidents for tests, and a clock that moves by an hour with each entry."""

from datetime import UTC, datetime, timedelta

from pratique.respond.incident.document import Incident, added
from pratique.respond.incident.entry import Body, Listed

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\n# x | y @team ![i](https://evil.invalid) \x1b[31m \u202e \ud800"
AXIOS = Listed(id="pkg:npm/axios@1.14.1", type="npm", name="axios", versions=("1.14.1",), origin="a")


def made(*bodies: Body, start: datetime = NOW) -> Incident:
    incident = Incident(id="axios")
    for hour, body in enumerate(bodies):
        incident = added(incident, [body], at=start + timedelta(hours=hour), by="ada")
    return incident


def key_of(incident: Incident, body: Body) -> str:
    (key,) = (key for key, entry in incident.entries.items() if entry.body == body)
    return key
