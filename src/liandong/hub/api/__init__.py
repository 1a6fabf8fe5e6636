"""The hub for programs: /api/."""
