"""The room ``accounts``."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """A person's own pages, notices, the audit log, and the commands of the operator."""

    name = "liandong.hub.accounts"
    label = "accounts"
    verbose_name = "账号"
