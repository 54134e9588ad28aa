"""Monitoring for operators: health, metrics, alarms and the decision log."""
