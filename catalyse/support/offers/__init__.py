"""What the house may show of supports: menu, tabs, gestures, steps, due items, dates, figures, search, sentences."""

from catalyse.support.offers import dates, eyes, figures, owners, places, sentences, steps

__all__ = ["dates", "eyes", "figures", "owners", "places", "sentences", "steps"]
