from catalyse.contracting.views import agreements, bids, consultants, tenders, terms

__all__ = ["agreements", "bids", "consultants", "tenders", "terms"]
