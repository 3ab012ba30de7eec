from catalyse.communication.services.plans import (
    adopt_plan,
    archive_plan,
    finish,
    restore_plan,
    share_plan,
    start_plan,
    start_running,
    unshare_plan,
)
from catalyse.communication.services.writing import form_key, write_part

__all__ = [
    "adopt_plan",
    "archive_plan",
    "finish",
    "form_key",
    "restore_plan",
    "share_plan",
    "start_plan",
    "start_running",
    "unshare_plan",
    "write_part",
]
