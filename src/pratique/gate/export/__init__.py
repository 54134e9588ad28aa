"""Exports the gate's log: decisions, approvals, denials and freezes, each as a line of JSON."""
