"""What happens in the workbench."""
