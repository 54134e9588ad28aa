"""What an operator watches: health, metrics, alarms, and the log of decisions."""
