"""Journeys in a browser: people who carry a support from the first need to the published case study."""
