"""The pages of the task ledger: check who may, call the domain, render."""
