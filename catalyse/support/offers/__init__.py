"""What the house may show of supports: menu, tabs, gestures, steps, due items, dates, figures, search, what recurs."""

from catalyse.support.offers import dates, eyes, figures, owners, places, proposals, sentences, steps

__all__ = ["dates", "eyes", "figures", "owners", "places", "proposals", "sentences", "steps"]
