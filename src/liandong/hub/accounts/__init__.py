"""A person's own pages, notices, the audit log, and the commands of the operator."""
