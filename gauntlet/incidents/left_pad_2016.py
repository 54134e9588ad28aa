"""left-pad (2016-03-22): its owner unpublished it and 272 others after a dispute; installs that needed it failed for hours.

By the record: away from about 21:30 UTC for some two and a half hours, then put back with the same version.
"""

from gauntlet.incident import Incident, Kind, Package, Release, utc
from pratique.core.names import Ecosystem

_PAD = """module.exports = function (text, width, fill) {
  text = String(text);
  while (text.length < width) text = (fill || ' ') + text;
  return text;
};
"""
_AWAY = (utc("2016-03-22T21:30:00"), utc("2016-03-23T00:00:00"))

INCIDENT = Incident(
    id="left-pad-2016",
    title=(
        "the owner of left-pad unpublished it and 272 other packages; installs that depend on them failed for hours"
    ),
    copy=("our copy of the incident unpublishes left-pad 0.0.3 after the project has installed it once"),
    ecosystem=Ecosystem.NPM,
    kind=Kind.UNPUBLISHED,
    at=_AWAY[0],
    packages=(
        Package(
            name="left-pad",
            releases=(Release(version="0.0.3", at=utc("2014-08-14"), files={"index.js": _PAD}),),
            away=_AWAY,
        ),
    ),
    asks={"left-pad": "^0.0.3"},
    good={"left-pad": "0.0.3"},
    invented="the publication time of 0.0.3; the 272 other packages are left out",
)
