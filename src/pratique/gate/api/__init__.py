"""Implements the gate's own endpoints: monitoring, inspections, blocked releases, OSV queries and approval requests."""
