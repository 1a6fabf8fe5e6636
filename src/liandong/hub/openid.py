"""Sign-in by an organisation's own service (OpenID Connect), from the environment."""

from typing import Any

from liandong.hub import env


def openid_apps() -> list[dict[str, Any]]:
    """allauth's entry for the service that ``LIANDONG_OIDC_ISSUER`` names; none where it is not set.

    ``LIANDONG_OIDC_CLIENT_ID``, ``LIANDONG_OIDC_SECRET`` and ``LIANDONG_OIDC_NAME`` belong to it.
    """
    issuer = env.text("LIANDONG_OIDC_ISSUER")
    if not issuer:
        return []
    return [
        {
            "provider_id": "organisation",
            "name": env.text("LIANDONG_OIDC_NAME", "统一身份认证"),
            "client_id": env.text("LIANDONG_OIDC_CLIENT_ID"),
            "secret": env.text("LIANDONG_OIDC_SECRET"),
            "settings": {"server_url": issuer},
        }
    ]
