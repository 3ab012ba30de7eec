"""The columns that a list of consultants can be exported with."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

CONSULTANT_COLUMNS = (
    Column("name", _("Consultant"), lambda profile: str(profile.organisation)),
    Column("themes", _("Subjects"), lambda profile: ", ".join(str(theme) for theme in profile.themes.all())),
    Column("sectors", _("Sectors"), lambda profile: ", ".join(str(sector) for sector in profile.sectors.all())),
    Column("day_rate", _("Price of a day"), "day_rate", "money"),
    Column("site", _("Website"), lambda profile: profile.site or None),
    Column("updated_on", _("Last updated on"), "updated_on", "date"),
)
