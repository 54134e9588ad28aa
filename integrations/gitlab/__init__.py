"""The note of the GitLab component (`template.yml`)."""
