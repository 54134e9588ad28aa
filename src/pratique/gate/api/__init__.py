"""The gate's own endpoints: monitoring, shared verdicts, blocked releases, OSV queries, approval requests."""
