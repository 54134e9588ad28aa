"""Writes the note of the GitLab component (`template.yml`)."""
