"""Contains the steps of the GitHub Action (`action.yml`)."""
