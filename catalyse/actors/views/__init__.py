"""Screens of organisations, people and the administration space."""
