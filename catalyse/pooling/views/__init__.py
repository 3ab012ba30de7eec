"""Screens of what is done together."""
