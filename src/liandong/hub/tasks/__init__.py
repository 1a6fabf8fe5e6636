"""The task ledger: linked and exploratory tasks, nodes, lights, plans."""
