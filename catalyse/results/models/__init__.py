from catalyse.results.models.case_study import Approval, BlockKind, CaseBlock, CaseStudy
from catalyse.results.models.evaluation import Evaluation, Item, Rating, Side
from catalyse.results.models.statement import About, Permission, Statement
from catalyse.results.models.total import SourcedTotal

__all__ = [
    "About",
    "Approval",
    "BlockKind",
    "CaseBlock",
    "CaseStudy",
    "Evaluation",
    "Item",
    "Permission",
    "Rating",
    "Side",
    "SourcedTotal",
    "Statement",
]
