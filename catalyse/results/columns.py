"""The columns with which figures leave the house."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

FIGURE_COLUMNS = (
    Column("label", _("Figure"), lambda row: str(row["label"])),
    Column("value", _("Value"), lambda row: row["value"], "number"),
    Column("rule", _("How it is counted"), lambda row: str(row["rule"])),
    Column("scope", _("Territory and year"), lambda row: row["scope"]),
    Column("example", _("Counts examples"), lambda row: _("yes") if row.get("example") else ""),
)
