"""A case as a file: read, explained line by line, and built through the services that the pages use."""

from catalyse.today.case.loading import check_case, load_case
from catalyse.today.case.reading import CaseFault, CaseFaults, read_case

__all__ = ["CaseFault", "CaseFaults", "check_case", "load_case", "read_case"]
