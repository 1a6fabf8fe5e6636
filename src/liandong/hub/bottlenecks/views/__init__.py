"""The pages of the diagnosis: check who may, call the domain, render."""
