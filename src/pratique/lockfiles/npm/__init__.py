"""Locks and manifests of npm and bun, and what those of yarn and pnpm share with them."""
