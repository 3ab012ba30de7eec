"""Services of others that the house may ask, each behind a setting that is empty by default."""
