"""Handles fix sets: a release in cooldown that fixes an advisory, together with the new releases that it needs."""
