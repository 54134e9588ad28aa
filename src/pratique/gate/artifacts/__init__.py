"""Files as the gate serves them: fetched, judged and sent."""
