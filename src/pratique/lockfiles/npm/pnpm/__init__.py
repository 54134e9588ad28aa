"""Parses lockfiles of pnpm."""
