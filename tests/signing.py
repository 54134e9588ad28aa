"""A Sigstore and a registry's keys, made by the test that uses them: real keys and certificates, trusted by nobody else."""

import base64
import hashlib
import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

Json = dict[str, Any]
Key = ec.EllipticCurvePrivateKey

SIGNED_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SLSA = "https://slsa.dev/provenance/v1"
PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
IN_TOTO = "application/vnd.in-toto+json"
FORGE = "https://forge.example"
REPOSITORY = f"{FORGE}/acme/tool"
WORKFLOW = f"{REPOSITORY}/.forge/workflows/release.yml@refs/tags/v1.0.0"
COMMIT = "1f" * 20
IDENTITY: Mapping[int, str] = {
    8: "https://token.forge.example",
    9: WORKFLOW,
    11: "forge-hosted",
    12: REPOSITORY,
    13: COMMIT,
    14: "refs/tags/v1.0.0",
    15: "4711",
    16: f"{FORGE}/acme",
    17: "815",
    18: WORKFLOW,
    20: "push",
    21: f"{REPOSITORY}/actions/runs/7/attempts/1",
}
"""Numbers of Fulcio's extensions -> what they say."""

_SCT = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_START, _END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def make_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def spki(key: Key) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign(key: Key, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(SHA256()))


def pae(payload: bytes, kind: str = IN_TOTO) -> bytes:
    return b" ".join((b"DSSEv1", str(len(kind)).encode(), kind.encode(), str(len(payload)).encode(), payload))


def statement(
    name: str = "pkg:npm/%40acme/tool@1.0.0",
    data: bytes = b"the tarball",
    *,
    algorithm: str = "sha512",
    predicate_type: str = SLSA,
    predicate: Json | None = None,
    **more: Any,
) -> bytes:
    found = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {algorithm: hashlib.new(algorithm, data).hexdigest()}}],
        "predicateType": predicate_type,
        "predicate": build() if predicate is None and predicate_type == SLSA else predicate,
        **more,
    }
    return json.dumps(found).encode()


def build(repository: str = REPOSITORY, commit: str = COMMIT) -> Json:
    """What a builder writes of a build (SLSA 1)."""
    workflow = {"ref": "refs/tags/v1.0.0", "repository": repository, "path": ".forge/workflows/release.yml"}
    return {
        "buildDefinition": {
            "buildType": f"{FORGE}/workflow/v1",
            "externalParameters": {"workflow": workflow},
            "resolvedDependencies": [
                {"uri": f"git+{repository}@refs/tags/v1.0.0", "digest": {"gitCommit": commit}}
            ],
        },
        "runDetails": {
            "builder": {"id": f"{FORGE}/runner/hosted"},
            "metadata": {"invocationId": f"{repository}/actions/runs/7/attempts/1"},
        },
    }


@dataclass
class Sigstore:
    """An authority of certificates with one below it, a log of certificates and a log of signatures."""

    name: str = "sigstore.example"
    root_key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))
    middle_key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))
    log_key: Key = field(default_factory=make_key)
    certificate_log_key: Key = field(default_factory=make_key)

    def __post_init__(self) -> None:
        self.root = _authority(self.root_key, "root", self.root_key, "root")
        self.middle = _authority(self.middle_key, "middle", self.root_key, "root", self.root)

    @property
    def log_id(self) -> bytes:
        return hashlib.sha256(spki(self.log_key)).digest()

    def trust_root(self, **changed: Any) -> Json:
        window = {"start": "2025-01-01T00:00:00Z"}
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [_log(f"https://log.{self.name}", self.log_key, window)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": self.name, "commonName": "sigstore"},
                    "uri": f"https://authority.{self.name}",
                    "certChain": {
                        "certificates": [
                            {"rawBytes": b64(each.public_bytes(Encoding.DER))}
                            for each in (self.middle, self.root)
                        ]
                    },
                    "validFor": window,
                }
            ],
            "ctlogs": [_log(f"https://certificates.{self.name}", self.certificate_log_key, window)],
            "timestampAuthorities": [],
            **changed,
        }

    def trust_root_bytes(self, **changed: Any) -> bytes:
        return json.dumps(self.trust_root(**changed)).encode()

    def certificate(
        self,
        key: Key,
        identity: Mapping[int, str] = IDENTITY,
        *,
        subject: str = WORKFLOW,
        at: datetime = SIGNED_AT,
        purpose: ObjectIdentifier = ExtendedKeyUsageOID.CODE_SIGNING,
        logged: bool = True,
    ) -> bytes:
        """Issue a certificate that is valid for ten minutes around `at`."""
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.middle.subject)
            .public_key(key.public_key())
            .serial_number(int.from_bytes(hashlib.sha256(spki(key)).digest()[:18]) | 1)
            .not_valid_before(at - timedelta(minutes=1))
            .not_valid_after(at + timedelta(minutes=9))
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.middle_key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(subject)]), critical=True
            )
        )
        for number, text in identity.items():
            oid = ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{number}")
            builder = builder.add_extension(
                x509.UnrecognizedExtension(oid, _der(0x0C, text.encode())), critical=False
            )
        if logged:
            # Without this extension it is what a log of certificates signs.
            stamp = self._stamp(builder.sign(self.middle_key, SHA384()).tbs_certificate_bytes, at)
            builder = builder.add_extension(x509.UnrecognizedExtension(_SCT, stamp), critical=False)
        return builder.sign(self.middle_key, SHA384()).public_bytes(Encoding.DER)

    def _stamp(self, body: bytes, at: datetime) -> bytes:
        """A list with one signed certificate timestamp (RFC 6962, section 3)."""
        milliseconds = int(at.timestamp() * 1000).to_bytes(8)
        issuer = hashlib.sha256(
            self.middle_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).digest()
        signed = b"\0\0" + milliseconds + b"\0\1" + issuer + _sized(body, 3) + _sized(b"", 2)
        signature = sign(self.certificate_log_key, signed)
        log_id = hashlib.sha256(spki(self.certificate_log_key)).digest()
        stamp = b"\0" + log_id + milliseconds + _sized(b"", 2) + b"\4\3" + _sized(signature, 2)
        return _der(0x04, _sized(_sized(stamp, 2), 2))

    def bundle(
        self,
        payload: bytes,
        *,
        identity: Mapping[int, str] = IDENTITY,
        subject: str = WORKFLOW,
        at: datetime = SIGNED_AT,
        issued_at: datetime | None = None,
        kind: str = "dsse 0.0.1",
        key_id: str | None = None,
        key: Key | None = None,
        logged: bool = True,
        purpose: ObjectIdentifier = ExtendedKeyUsageOID.CODE_SIGNING,
    ) -> Json:
        """Sign a statement: with a new certificate, or with `key`, named `key_id`, where that is given."""
        key = key or make_key()
        signature = sign(key, pae(payload))
        material: Json
        if key_id is None:
            signer = self.certificate(
                key, identity, subject=subject, at=issued_at or at, logged=logged, purpose=purpose
            )
            material = {"certificate": {"rawBytes": b64(signer)}}
            label = "CERTIFICATE"
        else:
            signer, label = spki(key), "PUBLIC KEY"
            material = {"publicKey": {"hint": key_id}}
        material["tlogEntries"] = [self.entry(kind, payload, signature, signer, label, at=at)]
        envelope: Json = {"payload": b64(payload), "payloadType": IN_TOTO}
        envelope["signatures"] = [{"sig": b64(signature), "keyid": key_id or ""}]
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": material,
            "dsseEnvelope": envelope,
        }

    def entry(
        self, kind: str, payload: bytes, signature: bytes, signer: bytes, label: str, *, at: datetime
    ) -> Json:
        """An entry of the log, in a tree of seven others."""
        name, version = kind.split(" ")
        spec = _SPECS[kind](payload, signature, signer, label)
        body = json.dumps({"apiVersion": version, "kind": name, "spec": spec}).encode()
        leaves = [b"other %d" % number for number in range(4)] + [body] + [b"later 1", b"later 2"]
        root = tree_hash(leaves)
        note = f"log.{self.name} - 42\n{len(leaves)}\n{b64(root)}\n"
        seconds = int(at.timestamp())
        promised = {
            "body": b64(body),
            "integratedTime": seconds,
            "logID": self.log_id.hex(),
            "logIndex": 1004,
        }
        hint = self.log_id[:4]
        line = f"\N{EM DASH} log.{self.name} {b64(hint + sign(self.log_key, note.encode()))}\n"
        return {
            "logIndex": "1004",
            "logId": {"keyId": b64(self.log_id)},
            "kindVersion": {"kind": name, "version": version},
            "integratedTime": str(seconds),
            "inclusionPromise": {
                "signedEntryTimestamp": b64(
                    sign(self.log_key, json.dumps(promised, sort_keys=True, separators=(",", ":")).encode())
                )
            },
            "inclusionProof": {
                "logIndex": "4",
                "rootHash": b64(root),
                "treeSize": str(len(leaves)),
                "hashes": [b64(each) for each in audit_path(4, leaves)],
                "checkpoint": {"envelope": f"{note}\n{line}"},
            },
            "canonicalizedBody": b64(body),
        }

    def attestation(self, payload: bytes, **options: Any) -> Json:
        """The same as an attestation object of PEP 740."""
        bundle = self.bundle(payload, **options)
        material, envelope = bundle["verificationMaterial"], bundle["dsseEnvelope"]
        return {
            "version": 1,
            "verification_material": {
                "certificate": material["certificate"]["rawBytes"],
                "transparency_entries": material["tlogEntries"],
            },
            "envelope": {"statement": envelope["payload"], "signature": envelope["signatures"][0]["sig"]},
        }


def provenance_object(*attestations: Json) -> Json:
    """What the Integrity API answers (PEP 740)."""
    publisher = {"kind": "Forge", "repository": "acme/tool", "workflow": "release.yml"}
    bundle = {"publisher": publisher, "attestations": list(attestations)}
    return {"version": 1, "attestation_bundles": [bundle]}


def npm_answer(*bundles: Json) -> Json:
    """What `/-/npm/v1/attestations/` answers."""
    found = []
    for bundle in bundles:
        payload = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
        found.append({"predicateType": payload["predicateType"], "bundle": bundle})
    return {"attestations": found}


@dataclass
class RegistrySigner:
    """A registry's own key, under a name."""

    key_id: str = "SHA256:test-key"
    expires: str | None = None
    key: Key = field(default_factory=make_key)

    def document(self) -> Json:
        """What `/-/npm/v1/keys` answers."""
        scheme = "ecdsa-sha2-nistp256"
        key = {"keyid": self.key_id, "keytype": scheme, "scheme": scheme, "key": b64(spki(self.key))}
        return {"keys": [{"expires": self.expires, **key}]}

    def signature(self, name: str, version: str, integrity: str) -> Json:
        """One of `dist.signatures`."""
        return {"keyid": self.key_id, "sig": b64(sign(self.key, f"{name}@{version}:{integrity}".encode()))}


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The hash of a tree, as RFC 6962 defines it."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = _half(len(leaves))
    return hashlib.sha256(b"\1" + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()


def audit_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The proof for a leaf, as RFC 6962 defines it."""
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*audit_path(index, leaves[:half]), tree_hash(leaves[half:])]
    return [*audit_path(index - half, leaves[half:]), tree_hash(leaves[:half])]


def _half(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _log(url: str, key: Key, window: Json) -> Json:
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": b64(spki(key)),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": window,
        },
        "logId": {"keyId": b64(hashlib.sha256(spki(key)).digest())},
    }


def _pem(data: bytes, label: str) -> bytes:
    lines = "\n".join(textwrap.wrap(b64(data), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode()


def _dsse(payload: bytes, signature: bytes, signer: bytes, label: str) -> Json:
    return {
        "envelopeHash": {"algorithm": "sha256", "value": "00" * 32},
        "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
        "signatures": [{"signature": b64(signature), "verifier": b64(_pem(signer, label))}],
    }


def _intoto(payload: bytes, signature: bytes, signer: bytes, label: str) -> Json:
    envelope = {
        "payloadType": IN_TOTO,
        "signatures": [{"sig": b64(b64(signature).encode()), "publicKey": b64(_pem(signer, label))}],
    }
    digest = {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()}
    return {"content": {"envelope": envelope, "payloadHash": digest}}


def _dsse_second(payload: bytes, signature: bytes, signer: bytes, label: str) -> Json:
    return {
        "dsseV002": {
            "payloadHash": {"algorithm": "SHA2_256", "digest": b64(hashlib.sha256(payload).digest())},
            "signatures": [{"content": b64(signature), "verifier": _verifier(signer, label)}],
        }
    }


def _hashed(payload: bytes, signature: bytes, signer: bytes, label: str) -> Json:
    return {
        "hashedRekordV002": {
            "data": {"algorithm": "SHA2_256", "digest": b64(hashlib.sha256(pae(payload)).digest())},
            "signature": {"content": b64(signature), "verifier": _verifier(signer, label)},
        }
    }


def _verifier(signer: bytes, label: str) -> Json:
    holder = "x509Certificate" if label == "CERTIFICATE" else "publicKey"
    return {"keyDetails": "PKIX_ECDSA_P256_SHA_256", holder: {"rawBytes": b64(signer)}}


_SPECS = {
    "dsse 0.0.1": _dsse,
    "intoto 0.0.2": _intoto,
    "dsse 0.0.2": _dsse_second,
    "hashedrekord 0.0.2": _hashed,
}
ENTRY_KINDS = tuple(_SPECS)


def _authority(
    key: Key, name: str, signer: Key, signer_name: str, above: x509.Certificate | None = None
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(signer_name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if above else 1), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if above is not None:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
        )
    return builder.sign(signer, SHA384())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _sized(data: bytes, size_bytes: int) -> bytes:
    return len(data).to_bytes(size_bytes) + data


def _der(tag: int, data: bytes) -> bytes:
    """One value in DER (X.690, section 8.1.3)."""
    size = len(data)
    if size < 0x80:
        return bytes([tag, size]) + data
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + data
