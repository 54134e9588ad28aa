"""The known forms of tokens: their fixed marks, their patterns, and the check that each form allows.

Each pattern starts at the mark and is limited in length, so a search takes linear time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pratique.publishing.secrets.checksums import (
    bech32,
    crc32_base62,
    crc32_hex,
    pypi_macaroon,
    random_looking,
    storage_key,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of token. `mark` occurs in every token of the form, and `pattern` matches at the start of the mark."""

    what: str
    mark: bytes
    pattern: re.Pattern[bytes]
    valid: Callable[[bytes], bool] = random_looking
    sure: bool = True
    """Whether a match proves a secret. Some keys are made to be public, and are only noted."""


_GITHUB = (
    (b"ghp_", "a GitHub personal access token"),
    (b"gho_", "a GitHub OAuth token"),
    (b"ghu_", "a GitHub user token of an app"),
    (b"ghs_", "a GitHub installation token of an app"),
    (b"ghr_", "a GitHub refresh token"),
)
_END = rb"(?![A-Za-z0-9_-])"


def _form(
    what: str, mark: bytes, rest: bytes, valid: Callable[[bytes], bool] = random_looking, *, sure: bool = True
) -> Form:
    return Form(what, mark, re.compile(re.escape(mark) + rest + _END), valid, sure)


FORMS: tuple[Form, ...] = (
    *(_form(what, mark, rb"[A-Za-z0-9]{36}", crc32_base62) for mark, what in _GITHUB),
    _form("an npm access token", b"npm_", rb"[A-Za-z0-9]{36}", crc32_base62),
    _form("a GitHub fine-grained token", b"github_pat_", rb"[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _form("a PyPI API token", b"pypi-AgE", rb"[A-Za-z0-9_-]{60,600}", pypi_macaroon),
    _form("a RubyGems API key", b"rubygems_", rb"[0-9a-f]{48}"),
    _form("a GitLab token", b"glpat-", rb"[A-Za-z0-9_-]{20,300}"),
    _form("a GitLab deploy token", b"gldt-", rb"[A-Za-z0-9_-]{20,300}"),
    _form("a GitLab trigger token", b"glptt-", rb"[0-9a-f]{40}"),
    _form("a Slack bot token", b"xoxb-", rb"[0-9]{8,14}-[0-9A-Za-z-]{18,80}"),
    _form("a Slack user token", b"xoxp-", rb"[0-9]{8,14}-[0-9A-Za-z-]{18,120}"),
    _form("a Slack app token", b"xapp-", rb"[0-9]-[A-Z0-9]{8,14}-[0-9]{8,16}-[0-9a-f]{60,70}"),
    _form(
        "a Slack webhook",
        b"hooks.slack.com/services/",
        rb"T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{22,26}",
    ),
    _form("a Stripe secret key", b"sk_live_", rb"[A-Za-z0-9]{24,200}"),
    _form("a Stripe restricted key", b"rk_live_", rb"[A-Za-z0-9]{24,200}"),
    _form("an OpenAI API key", b"sk-proj-", rb"[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}"),
    _form("an Anthropic API key", b"sk-ant-", rb"[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{80,120}"),
    _form("a SendGrid API key", b"SG.", rb"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    _form("a DigitalOcean token", b"dop_v1_", rb"[0-9a-f]{64}"),
    _form("a DigitalOcean OAuth token", b"doo_v1_", rb"[0-9a-f]{64}"),
    _form("a Hugging Face token", b"hf_", rb"[A-Za-z]{34}"),
    _form("a Docker access token", b"dckr_pat_", rb"[A-Za-z0-9_-]{27}"),
    _form("a Shopify access token", b"shpat_", rb"[0-9a-fA-F]{32}"),
    _form("a Shopify shared secret", b"shpss_", rb"[0-9a-fA-F]{32}"),
    _form("a Databricks token", b"dapi", rb"[0-9a-f]{32}(?:-[0-9])?"),
    _form("a HashiCorp Vault token", b"hvs.", rb"[A-Za-z0-9_-]{90,120}"),
    _form("a Terraform Cloud token", b".atlasv1.", rb"[A-Za-z0-9_=-]{60,70}"),
    _form("a Linear API key", b"lin_api_", rb"[A-Za-z0-9]{40}"),
    _form("a Postman API key", b"PMAK-", rb"[0-9a-f]{24}-[0-9a-f]{34}"),
    _form("a Grafana service account token", b"glsa_", rb"[A-Za-z0-9]{32}_[0-9a-fA-F]{8}", crc32_hex),
    _form("a New Relic user key", b"NRAK-", rb"[A-Z0-9]{27}"),
    _form("a PlanetScale token", b"pscale_tkn_", rb"[A-Za-z0-9_=.-]{32,64}"),
    _form("a Supabase access token", b"sbp_", rb"[0-9a-f]{40}"),
    _form("a Netlify access token", b"nfp_", rb"[A-Za-z0-9]{36}"),
    _form("an Atlassian API token", b"ATATT3xFfGF0", rb"[A-Za-z0-9_-]{160,200}=[0-9A-F]{8}"),
    _form("an age secret key", b"AGE-SECRET-KEY-1", rb"[02-9AC-HJ-NP-Z]{58}", bech32),
    _form("an Azure storage key", b"AccountKey=", rb"[A-Za-z0-9+/]{86}==", storage_key),
    _form("a Google OAuth client secret", b"GOCSPX-", rb"[A-Za-z0-9_-]{28}"),
    _form("a Google API key", b"AIza", rb"[A-Za-z0-9_-]{35}", sure=False),
    _form("an AWS access key id", b"AKIA", rb"[A-Z2-7]{16}", sure=False),
    _form("a temporary AWS access key id", b"ASIA", rb"[A-Z2-7]{16}", sure=False),
)
"""Forms of tokens, each with its mark.

Sources: the providers' documentation of their token formats. The checksums are documented by GitHub (GitHub, npm), Grafana (Grafana)
and BIP 173 (age). A form without a checksum needs random characters.
"""
