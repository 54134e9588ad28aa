"""The steps of the GitHub Action (`action.yml`)."""
