"""The sections of the page, one module a subject: each takes a diagnosis and returns markup, or None if there is nothing."""
