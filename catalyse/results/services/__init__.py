"""What can be done in this room: one verb, one transaction, one event."""

from catalyse.results.services.case_study import (
    add_block,
    compose_case_study,
    describe_case_study,
    edit_block,
    move_block,
)
from catalyse.results.services.evaluation import (
    answer_evaluation,
    answer_with_quote,
    ask_evaluation,
    ask_everybody,
    finish_evaluation,
    remind_evaluation,
    reopen_evaluation,
)
from catalyse.results.services.publication import (
    ask_approvals,
    decide_approval,
    leave_unnamed,
    publish_case_study,
    withdraw_approval,
    withdraw_case_study,
)
from catalyse.results.services.statement import add_statement, permit_statement, withdraw_statement
from catalyse.results.services.total import declare_total

__all__ = [
    "add_block",
    "add_statement",
    "answer_evaluation",
    "answer_with_quote",
    "ask_approvals",
    "ask_evaluation",
    "ask_everybody",
    "compose_case_study",
    "decide_approval",
    "declare_total",
    "describe_case_study",
    "edit_block",
    "finish_evaluation",
    "leave_unnamed",
    "move_block",
    "permit_statement",
    "publish_case_study",
    "remind_evaluation",
    "reopen_evaluation",
    "withdraw_approval",
    "withdraw_case_study",
    "withdraw_statement",
]
