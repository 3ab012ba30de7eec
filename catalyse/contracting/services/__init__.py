from catalyse.contracting.services.agreement import (
    ShareLine,
    draw_up_agreement,
    rewrite_agreement,
    sign_agreement,
    take_signature_back,
)
from catalyse.contracting.services.bid import decline_to_bid, file_bid, withdraw_bid
from catalyse.contracting.services.consultant import (
    add_consultant,
    archive_consultant,
    edit_consultant,
    list_consultant,
    restore_consultant,
)
from catalyse.contracting.services.tender import (
    answer_question,
    ask_question,
    choose,
    consult,
    end_without_choice,
    open_bids,
)
from catalyse.contracting.services.terms import CriterionLine, approve_terms, write_terms

__all__ = [
    "CriterionLine",
    "ShareLine",
    "add_consultant",
    "answer_question",
    "approve_terms",
    "archive_consultant",
    "ask_question",
    "choose",
    "consult",
    "decline_to_bid",
    "draw_up_agreement",
    "edit_consultant",
    "end_without_choice",
    "file_bid",
    "list_consultant",
    "open_bids",
    "restore_consultant",
    "rewrite_agreement",
    "sign_agreement",
    "take_signature_back",
    "withdraw_bid",
    "write_terms",
]
