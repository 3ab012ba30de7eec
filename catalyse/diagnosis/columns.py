"""The columns that a list of diagnoses can be exported with."""

from django.utils.translation import gettext_lazy as _

from catalyse.kernel.exports import Column

DIAGNOSIS_COLUMNS = (
    Column("association", _("Association"), lambda row: str(row.association)),
    Column("number", _("Version"), lambda row: row.number, "number"),
    Column("dla", _("Written by the DLA"), lambda row: str(row.dla or "")),
    Column("authority", _("Written by the local authority"), lambda row: str(row.authority or "")),
    Column("state", _("State"), lambda row: row.get_state_display()),
    Column("started_on", _("Begun on"), lambda row: row.started_on, "date"),
    Column("shared_on", _("Given to read on"), lambda row: row.shared_on, "date"),
    Column("validated_on", _("Validated on"), lambda row: row.validated_on, "date"),
)
