"""Reads locks and manifests of npm and bun, and contains the code that the yarn and pnpm readers share."""
