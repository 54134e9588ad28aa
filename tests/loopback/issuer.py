"""An issuer of ID tokens (OpenID Connect) on this machine: its configuration, its keys, and GitHub's endpoint for jobs."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Json = dict[str, Any]
AUDIENCE = "https://gate.example"
REQUEST_TOKEN = "runner-secret"
GITHUB_JOB: Mapping[str, str] = {
    "sub": "repo:acme/shop:ref:refs/heads/main",
    "repository": "acme/shop",
    "repository_owner": "acme",
    "workflow": "ci",
    "run_id": "4711",
    "check_run_id": "815",
}
GITLAB_JOB: Mapping[str, str] = {
    "sub": "project_path:acme/shop:ref_type:branch:ref:main",
    "namespace_path": "acme",
    "project_path": "acme/shop",
    "ci_config_ref_uri": "gitlab.example/acme/shop//.gitlab-ci.yml@refs/heads/main",
    "pipeline_id": "1234",
    "job_id": "5678",
}


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, size: int | None = None) -> str:
    return b64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


@cache
def rsa_key(which: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for the whole run: making one takes long."""
    del which
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_jwk(key: rsa.RSAPrivateKey, key_id: str, **more: str) -> Json:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": key_id, "n": number(numbers.n), "e": number(numbers.e), **more}


def ec_jwk(key: ec.EllipticCurvePrivateKey, key_id: str, **more: str) -> Json:
    numbers = key.public_key().public_numbers()
    point = {"x": number(numbers.x, 32), "y": number(numbers.y, 32)}
    return {"kty": "EC", "crv": "P-256", "kid": key_id, **point, **more}


def signed(claims: Mapping[str, Any], *, kid: str = "rsa", alg: str = "RS256", **header: Any) -> str:
    """A token as `alg` says: RS256, ES256, none, or HS256 with the public RSA key as the secret."""
    parts = [{"typ": "JWT", "alg": alg, "kid": kid, **header}, claims]
    text = ".".join(b64url(json.dumps(part).encode()) for part in parts)
    data = text.encode()
    if alg == "RS256":
        signature = rsa_key().sign(data, padding.PKCS1v15(), SHA256())
    elif alg == "ES256":
        r, s = decode_dss_signature(ec_key().sign(data, ec.ECDSA(SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    elif alg == "HS256":
        public = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        signature = hmac.new(public, data, hashlib.sha256).digest()
    else:
        signature = b""
    return f"{text}.{b64url(signature)}"


@dataclass
class LoopbackIssuer:
    """A context manager. `answers` replaces the answer at a path; `requests` are the paths that were asked for."""

    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def jwks(self) -> Json:
        keys = [rsa_jwk(rsa_key(), "rsa", alg="RS256", use="sig"), ec_jwk(ec_key(), "ec", use="sig")]
        return {"keys": keys}

    @property
    def variables(self) -> dict[str, str]:
        """What GitHub's runner sets for a job with `id-token: write`."""
        url = f"{self.url}/github/token?api-version=2.0"
        return {"ACTIONS_ID_TOKEN_REQUEST_URL": url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN}

    def claims(self, job: Mapping[str, str] = GITHUB_JOB, **changes: Any) -> Json:
        """The claims of a token that was issued now; a change to None takes a claim away."""
        now = int(time.time())
        times = {"iat": now, "nbf": now - 5, "exp": now + 300}
        every = {"iss": self.url, "aud": AUDIENCE, **times, **job, **changes}
        return {name: value for name, value in every.items() if value is not None}

    def token(self, job: Mapping[str, str] = GITHUB_JOB, **changes: Any) -> str:
        return signed(self.claims(job, **changes))

    def _answer(self, target: str, authorization: str) -> tuple[int, bytes]:
        parts = urlsplit(target)
        self.requests.append(parts.path)
        if parts.path in self.answers:
            return self.answers[parts.path]
        found: Json
        match parts.path:
            case "/.well-known/openid-configuration":
                found = {"issuer": self.url, "jwks_uri": f"{self.url}/.well-known/jwks"}
            case "/.well-known/jwks":
                found = self.jwks
            case "/github/token" if authorization == f"Bearer {REQUEST_TOKEN}":
                asked = parse_qs(parts.query)
                assert ["2.0"] == asked["api-version"]
                found = {"count": 1, "value": self.token(aud=asked["audience"][0])}
            case _:
                return 401, b"{}"
        return 200, json.dumps(found).encode()

    def __enter__(self) -> Self:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = issuer._answer(self.path, self.headers.get("Authorization", ""))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(20)
