"""Locks of pnpm."""
