"""`{% load ui %}`: every component of the house. They are written in `catalyse/ui/tags/`, one file a kind."""

from catalyse.ui.tags import forms, frames, parts, words
from catalyse.ui.tags.library import register

__all__ = ["forms", "frames", "parts", "register", "words"]
