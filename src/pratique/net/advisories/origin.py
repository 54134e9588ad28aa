"""Downloads an advisory source: the complete source, the list of its changes, and single records.

A source has the same layout as OSV's bucket: `all.zip`, `modified_id.csv` and one `ID.json` for each record.
"""

from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from urllib.parse import quote, urlsplit

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import Origin as WebOrigin
from pratique.net.client.address import origin as web_origin
from pratique.net.client.address import parse, shown
from pratique.net.client.authorization import Authorization, split_userinfo
from pratique.net.client.download import Downloaded, Part, download
from pratique.net.client.http import Http
from pratique.net.client.route import Route

MOST_WHOLE_BYTES = 2 * 1024**3
_MOST_LIST_BYTES = 256 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The URLs of an advisory source, without credentials."""

    url: str
    deltas: str | None = None
    authorization: Authorization | None = None

    @classmethod
    def at(cls, url: str, deltas: str | None = None, *, mirror: str | None = None) -> "Place":
        """Return the URLs at which the advisory source is published.

        With `mirror`, return the mirror's URL of the complete file. If the list of changes is in the same folder as the
        complete file, also return the mirror's URL of the list.

        Raises ParseError if the mirror is not an http or https URL.
        """
        if mirror is None:
            return cls(url=url, deltas=deltas)
        target, authorization = split_userinfo(parse(mirror))
        listed = None
        if deltas is not None and _folder(deltas) == _folder(url):
            listed = f"{_folder(str(target))}{basename(deltas)}"
        return cls(url=str(target), deltas=listed, authorization=authorization)

    @property
    def origins(self) -> frozenset[WebOrigin]:
        """Return the origins of the source's URLs."""
        return frozenset(web_origin(parse(url)) for url in (self.url, self.deltas) if url is not None)

    @property
    def label(self) -> str:
        """Return the URL for display and storage. The query is removed, because it may contain a signature."""
        return shown(parse(self.url))

    @property
    def filename(self) -> str:
        """Return the published name of the complete file."""
        return basename(urlsplit(self.url).path)

    def record(self, advisory_id: str) -> str:
        """Return the URL of one advisory record."""
        assert self.deltas is not None
        return f"{_folder(self.deltas)}{quote(advisory_id, safe='')}.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """Sends requests to the URLs of a source. Methods raise RegistryError."""

    http: Http
    place: Place
    part: Path
    """The interrupted or unfinished download of the complete source."""
    route: Route

    async def whole(self, etag: str | None) -> Downloaded:
        """Download the complete source, unless its ETag still equals `etag`.

        Raises StoreError for the same reasons as `download`.
        """
        return await download(
            self.http,
            self.place.url,
            Part(self.part, self.place.label),
            max_bytes=MOST_WHOLE_BYTES,
            etag=etag,
            authorization=self.place.authorization,
            route=self.route,
        )

    def discard(self) -> None:
        """Remove the downloaded file."""
        Part(self.part, self.place.label).discard()

    async def changes(self) -> bytes | None:
        """Return the list of changes, or None if the source does not publish this list."""
        if self.place.deltas is None:
            return None
        return await self._get(self.place.deltas, _MOST_LIST_BYTES)

    async def record(self, advisory_id: str, *, most_bytes: int) -> bytes | None:
        """Return one advisory record, or None if the record was removed."""
        return await self._get(self.place.record(advisory_id), most_bytes)

    async def _get(self, url: str, most_bytes: int) -> bytes | None:
        try:
            answer = await self.http.get(
                url, max_bytes=most_bytes, authorization=self.place.authorization, route=self.route
            )
        except RegistryError as error:
            if error.reference is Reference.REGISTRY_NOT_FOUND:
                return None
            raise
        return answer.body


def _folder(url: str) -> str:
    return f"{url.partition('?')[0].rpartition('/')[0]}/"
