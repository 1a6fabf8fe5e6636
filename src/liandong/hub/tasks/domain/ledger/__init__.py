"""The ledger as a file: what is exported can be changed and imported again, and nothing else happens."""
