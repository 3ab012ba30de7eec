"""The kernel's own tables: journal, pending reactions, drafts, jobs, outgoing mail, code lists, throttles, forms sent.

People are held here by number, not by foreign key: the kernel lies below the room where accounts live.
"""

from catalyse.kernel.tables.codes import Code, CodeList
from catalyse.kernel.tables.drafts import Draft
from catalyse.kernel.tables.jobs import Job
from catalyse.kernel.tables.journal import Event, PendingReaction
from catalyse.kernel.tables.mail import Letter
from catalyse.kernel.tables.once import Once
from catalyse.kernel.tables.throttle import Allowance

__all__ = ["Allowance", "Code", "CodeList", "Draft", "Event", "Job", "Letter", "Once", "PendingReaction"]
