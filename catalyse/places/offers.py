"""What the house may show of places: how their events read in a journal."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel import journal

journal.sentence("body.recorded", _("{who} recorded the intermunicipal body {body}"))
journal.sentence("body.renewed", _("{who} brought the intermunicipal body {body} up to date"))
journal.sentence("commune.joined_body", _("{who} added the commune {commune}"))
journal.sentence("commune.left_body", _("{who} recorded that {commune} has left"))
