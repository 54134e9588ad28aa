"""Logs of five proxies, rotated and compressed, with downloads of bad releases among very many others.

The line forms follow the documentation of each product: Artifactory's request and access log, Nexus Repository's request log, Verdaccio's
JSON and text forms, the combined form of nginx, and squid's native form.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gauntlet.estate.campaigns import CAMPAIGNS, Campaign, decoys
from gauntlet.estate.pins import universe
from gauntlet.estate.truth import Decoy, Planted, Truth, Unreadable

_AGENTS = (
    "npm/10.8.2 node/v22.11.0 linux x64 workspaces/false ci/github-actions",
    "yarn/1.22.22 npm/? node/v20.11.0 linux x64",
    "pnpm/9.15.0 npm/? node/v20.11.0 linux x64",
    'pip/25.3 {"ci":true,"cpu":"x86_64","python":"3.12.3"}',
    "uv/0.8.13",
    "Bundler/2.6.2 RubyGems/3.6.2 ruby/3.4.1 (x86_64-pc-linux-gnu) command/install",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request that a proxy answered."""

    at: datetime
    address: str
    user: str
    method: str
    path: str
    """The path below the repository's own prefix."""
    status: int
    ecosystem: str
    agent: str

    @property
    def stamp(self) -> str:
        """Return the time as web servers write it."""
        return f"{self.at:%d}/{_MONTHS[self.at.month - 1]}/{self.at:%Y:%H:%M:%S} +0000"


_REPOSITORIES = {"npm": "npm-remote", "pypi": "pypi-remote", "gem": "gems-remote"}


def _artifactory(one: Request) -> str:
    stamp = f"{one.at:%Y-%m-%dT%H:%M:%S}.{one.at.microsecond // 1000:03}Z"
    repository = _REPOSITORIES[one.ecosystem]
    path = f"/api/{one.ecosystem.replace('gem', 'gems')}/{repository}{one.path}"
    return f"{stamp}|3b4bdd47ce2ff1dd|{one.address}|{one.user}|{one.method}|{path}|{one.status}|-1|41137|12|{one.agent}"


def _artifactory_access(one: Request) -> str:
    stamp = f"{one.at:%Y-%m-%dT%H:%M:%S}.{one.at.microsecond // 1000:03}Z"
    word = "ACCEPTED" if one.status < 400 else "DENIED"
    repository = f"{_REPOSITORIES[one.ecosystem]}-cache:{one.path[1:]}"
    # Two forms: that of the documentation, and that of later versions.
    who = f"{one.user}/{one.address}." if one.at.month < 5 else f"client : {one.user} / {one.address} [token]"
    return f"{stamp} [3b4bdd47ce2ff1dd] [{word} DOWNLOAD] {repository} for {who}"


def _nexus(one: Request) -> str:
    path = f"/repository/{_REPOSITORIES[one.ecosystem].replace('remote', 'proxy')}{one.path}"
    request = f'"{one.method} {path} HTTP/1.1"'
    return f'{one.address} - {one.user} [{one.stamp}] {request} {one.status} - 41137 31 "{one.agent}" [qtp1085283394-921]'


def _verdaccio_json(one: Request) -> str:
    request = f"{one.method} {one.path}"
    line = {
        "level": 35,
        "time": int(one.at.timestamp() * 1000),
        "pid": 8,
        "hostname": "verdaccio-0",
        "sub": "in",
        "request": {"method": one.method, "url": one.path},
        "user": one.user,
        "remoteIP": one.address,
        "status": one.status,
        "bytes": {"in": 0, "out": 41137},
        "msg": f"{one.status}, user: {one.user}({one.address}), req: '{request}', bytes: 0/41137",
    }
    return json.dumps(line, separators=(",", ":"))


def _verdaccio_text(one: Request) -> str:
    return f" http <-- {one.status}, user: {one.user}({one.address}), req: '{one.method} {one.path}', bytes: 0/41137"


def _nginx(one: Request) -> str:
    request = f'"{one.method} {one.path} HTTP/1.1"'
    return f'{one.address} - {one.user} [{one.stamp}] {request} {one.status} 41137 "-" "{one.agent}"'


def _squid(one: Request) -> str:
    stamp = f"{int(one.at.timestamp())}.{one.at.microsecond // 1000:03}"
    word = "TCP_DENIED" if one.status == 403 else ("TCP_MEM_HIT" if one.at.second % 3 else "TCP_MISS")
    way = "HIER_NONE/-" if word != "TCP_MISS" else "HIER_DIRECT/192.0.2.10"
    url = f"http://registry.example{one.path}"
    return f"{stamp}    215 {one.address} {word}/{one.status} 41137 {one.method} {url} {one.user} {way} application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One kind of log."""

    name: str
    file: str
    line: Callable[[Request], str]
    times: bool = True
    access: bool = False
    """Whether it lists only downloads."""


PRODUCTS = (
    Product(name="artifactory", file="artifactory-request.log", line=_artifactory),
    Product(name="artifactory-access", file="artifactory-access.log", line=_artifactory_access, access=True),
    Product(name="nexus", file="request.log", line=_nexus),
    Product(name="verdaccio", file="verdaccio.log", line=_verdaccio_json),
    Product(name="verdaccio-text", file="verdaccio-pretty.log", line=_verdaccio_text, times=False),
    Product(name="nginx", file="access.log", line=_nginx),
    Product(name="squid", file="squid-access.log", line=_squid),
)


def tarball(ecosystem: str, name: str, version: str, prefix: str = "") -> str:
    """Return the path of the artifact of a release."""
    bare = name.rpartition("/")[2]
    if ecosystem == "npm":
        return f"{prefix}/{name}/-/{bare}-{version}.tgz"
    if ecosystem == "pypi":
        return f"{prefix}/packages/de/ad/beef/{name.replace('-', '_')}-{version}-py3-none-any.whl"
    return f"{prefix}/gems/{name}-{version}.gem"


def _background(rng: random.Random) -> list[tuple[str, str]]:
    """Return paths that are asked for all the time, with their ecosystem."""
    found: list[tuple[str, str]] = []
    for ecosystem, count in (("npm", 1500), ("pypi", 400), ("gem", 200)):
        for pin in universe(ecosystem, count, rng):
            found.append((tarball(ecosystem, pin.name, pin.version), ecosystem))
            if ecosystem == "npm":
                found.append((f"/{pin.name.replace('/', '%2f')}", ecosystem))
    for campaign in CAMPAIGNS:
        name, _ = campaign.main
        if campaign.ecosystem == "npm":
            found.append((f"/{name.replace('/', '%2f')}", "npm"))
        found += [
            (tarball(campaign.ecosystem, one, version), campaign.ecosystem)
            for one, version, _ in decoys(campaign)
        ]
    return found


def _request(rng: random.Random, path: str, ecosystem: str, at: datetime, status: int = 200) -> Request:
    agent = _AGENTS[{"npm": rng.randrange(3), "pypi": 3 + rng.randrange(2), "gem": 5}[ecosystem]]
    client = rng.randrange(400)
    user = rng.choice(("ci-bot", "-", f"dev{client:03}"))
    address = f"10.{client % 7}.{client // 50}.{client % 250}"
    return Request(
        at=at,
        address=address,
        user=user,
        method="GET",
        path=path,
        status=status,
        ecosystem=ecosystem,
        agent=agent,
    )


def write_logs(folder: Path, lines: int, seed: int) -> Truth:
    """Write the logs of all products, `lines` in each."""
    truth = Truth("", seed)
    background = _background(random.Random(f"{seed} background"))
    for product in PRODUCTS:
        rng = random.Random(f"{seed} {product.name}")
        place = folder / "logs" / product.name
        place.mkdir(parents=True)
        _write_product(place, product, rng, lines, background, truth)
    _unreadable(folder / "logs", truth)
    return truth


def _write_product(
    place: Path,
    product: Product,
    rng: random.Random,
    lines: int,
    background: list[tuple[str, str]],
    truth: Truth,
) -> None:
    files = 4
    start, span = datetime(2026, 3, 1, tzinfo=UTC), timedelta(days=120)
    special = _special(product, truth, files)
    for number in range(files):
        name = product.file if number == files - 1 else f"{product.file}.{files - 1 - number}"
        packed = number < files - 2
        name += ".gz" if packed else ""
        count = lines // files
        first = start + span * number / files
        chosen = special.get(number, [])
        positions = sorted(rng.sample(range(count), len(chosen)))
        out: list[str] = []
        for index in range(count):
            at = first + span / files * index / count + timedelta(milliseconds=rng.randrange(900))
            while positions and positions[0] == index:
                positions.pop(0)
                path, ecosystem, status, who = chosen.pop(0)
                one = _request(rng, path, ecosystem, at, status)
                out.append(product.line(_as(one, who)))
            path, ecosystem = background[int(len(background) * rng.random() ** 2)]
            out.append(product.line(_request(rng, path, ecosystem, at, 304 if rng.random() < 0.1 else 200)))
        data = ("\n".join(out) + "\n").encode()
        (place / name).write_bytes(gzip.compress(data, 1, mtime=0) if packed else data)
        truth.counts["log lines"] = truth.counts.get("log lines", 0) + len(out)
        truth.counts["log files"] = truth.counts.get("log files", 0) + 1


def _as(one: Request, who: str) -> Request:
    user, _, address = who.partition("@")
    return Request(
        at=one.at,
        address=address,
        user=user,
        method=one.method,
        path=one.path,
        status=one.status,
        ecosystem=one.ecosystem,
        agent=one.agent,
    )


_Special = dict[int, list[tuple[str, str, int, str]]]


def _special(product: Product, truth: Truth, files: int) -> _Special:
    """Plant downloads, refused downloads and look-alikes, and return them by the number of the file."""
    found: _Special = {number: [] for number in range(files)}
    numbers = [PRODUCTS.index(product) + turn for turn in range(len(CAMPAIGNS))]
    for campaign, number in zip(CAMPAIGNS, numbers, strict=True):
        name, version = campaign.releases[number % len(campaign.releases)]
        who = f"dev{number:03}@10.99.{number}.7"
        file = number % files
        if number % 3 == 0:
            path, hard = tarball(campaign.ecosystem, name, version), ""
        elif number % 3 == 1:
            path, hard = (
                tarball(campaign.ecosystem, name, version, "/artifacts/mirror"),
                "under another path prefix",
            )
        else:
            path, hard = "", ""
        if path:
            found[file].append((path, campaign.ecosystem, 200, who))
            truth.planted.append(
                _planted(campaign, (name, version), product, who, "fetched", hard or "in a rotated log")
            )
        else:
            found[file].append((tarball(campaign.ecosystem, name, version), campaign.ecosystem, 403, who))
            truth.planted.append(
                _planted(campaign, (name, version), product, who, "refused", "a refused download")
            )
        place = f"logs/{product.name}"
        good, other, _ = decoys(campaign)[-1]
        found[file].append((tarball(campaign.ecosystem, good, other), campaign.ecosystem, 200, "-@10.0.0.9"))
        truth.decoys.append(
            Decoy(campaign=campaign.id, place=place, text=f"{good}@{other}", why="another package")
        )
        found[file].append((f"/search?text={name}@{version}", campaign.ecosystem, 200, "-@10.0.0.9"))
        truth.decoys.append(
            Decoy(campaign=campaign.id, place=place, text=f"search for {name}@{version}", why="a search")
        )
    return found


def _planted(
    campaign: Campaign, release: tuple[str, str], product: Product, who: str, contact: str, hard: str
) -> Planted:
    user, _, address = who.partition("@")
    return Planted(
        campaign=campaign.id,
        ecosystem=campaign.ecosystem,
        name=release[0],
        version=release[1],
        kinds=("proxy-log",),
        place=f"logs/{product.name}",
        contacts=(contact,),
        hard=hard,
        form=product.name,
        who=address or user,
    )


def _unreadable(folder: Path, truth: Truth) -> None:
    """Write logs that cannot be read."""
    unknown = folder / "unknown"
    unknown.mkdir()
    lines: Iterator[str] = (
        f"<<{number}>> axios~1.14.1 ;; ok ;; 10.0.0.{number % 250}" for number in range(200)
    )
    (unknown / "downloads.log").write_text("\n".join(lines) + "\n")
    # Its bytes are searched for names: only an answer about axios must name it.
    truth.unreadable.append(
        Unreadable(place="logs/unknown/downloads.log", why="unknown log form", campaign="axios-2026")
    )
    broken = folder / "nginx" / "access.log.9.gz"
    line = '10.0.0.7 - - [01/Apr/2026:00:00:00 +0000] "GET /axios/-/axios-1.14.1.tgz HTTP/1.1" 200 41 "-" "npm/10"\n'
    data = gzip.compress(b"\0" * 64 + line.encode() * 5000, mtime=0)
    broken.write_bytes(data[: len(data) // 8])
    truth.unreadable.append(Unreadable(place="logs/nginx/access.log.9.gz", why="truncated gzip file"))
