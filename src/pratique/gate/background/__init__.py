"""Runs the background work of the gate: advisory sync, re-evaluation and settings reload."""
