"""What can be done with drop-in sessions: one verb, one transaction, one event."""

from catalyse.dropins.services.bookings import book, cancel_booking, erase_old, move_booking, remind, walk_in
from catalyse.dropins.services.openings import (
    OPENING_FORM,
    archive_opening,
    change_day,
    change_opening,
    open_sessions,
    reopen_day,
    restore_opening,
)
from catalyse.dropins.services.receiving import (
    MARKS,
    NOTES_FORM,
    link_booking,
    make_need,
    mark_booking,
    note_booking,
)

__all__ = [
    "MARKS", "NOTES_FORM", "OPENING_FORM", "archive_opening", "book", "cancel_booking", "change_day",
    "change_opening", "erase_old", "link_booking", "make_need", "mark_booking", "move_booking", "note_booking",
    "open_sessions", "remind", "reopen_day", "restore_opening", "walk_in",
]  # fmt: skip
