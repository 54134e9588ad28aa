"""Fix sets: releases in their cooldown that fix an advisory, with the releases that they need."""
