"""Monitors the gate for operators: health, metrics, alarms and the decision log."""
