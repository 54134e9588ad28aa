"""Parses the lockfiles and manifests of npm and bun, and contains the code that the yarn and pnpm parsers share."""
