"""Pure functions, one file a problem: no Django, no clock, no data of their own."""
