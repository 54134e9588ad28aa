"""All mechanisms: importing their modules registers them."""

from tests.hostile_locks import (  # noqa: F401
    gem_tricks,
    npm_tricks,
    outside_python_tricks,
    outside_tricks,
    python_tricks,
    relocked_tricks,
    yarn_pnpm_bun_tricks,
)
from tests.hostile_locks.mechanism import registered

MECHANISMS = registered()
