"""A case study on paper: four designed pages in PDF, and a copy to be changed by hand."""
