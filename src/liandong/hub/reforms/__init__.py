"""The reform workbench: reforms designed on the picture of a procedure, and their stress tests."""
