"""Handles fix sets: releases in their cooldown that fix an advisory, together with the releases that they need."""
