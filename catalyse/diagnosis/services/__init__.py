"""What can be done with a diagnosis: one verb, one transaction, one event."""

from catalyse.diagnosis.services.consents import give_consent, withdraw_consent
from catalyse.diagnosis.services.projects import ANSWERS, PROJECT_FORM, adopt_project, start_project, write_project
from catalyse.diagnosis.services.ranking import (
    NEED_FORM,
    SUMMARY_FORM,
    add_priority,
    change_priority,
    keep_as_need,
    take_out_priority,
    write_summary,
)
from catalyse.diagnosis.services.reading import comment_on, take_back_comment, validate
from catalyse.diagnosis.services.versions import archive_diagnosis, reopen, restore_diagnosis
from catalyse.diagnosis.services.writing import (
    SHARE_FORM,
    comment_form,
    section_form,
    share_diagnosis,
    start_diagnosis,
    write_section,
)

__all__ = [
    "ANSWERS",
    "NEED_FORM",
    "PROJECT_FORM",
    "SHARE_FORM",
    "SUMMARY_FORM",
    "add_priority",
    "adopt_project",
    "archive_diagnosis",
    "change_priority",
    "comment_form",
    "comment_on",
    "give_consent",
    "keep_as_need",
    "reopen",
    "restore_diagnosis",
    "section_form",
    "share_diagnosis",
    "start_diagnosis",
    "start_project",
    "take_back_comment",
    "take_out_priority",
    "validate",
    "withdraw_consent",
    "write_project",
    "write_section",
    "write_summary",
]
