"""Reads locks of pnpm."""
