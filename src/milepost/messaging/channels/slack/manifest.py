"""The app as Slack makes it from a manifest: what it may do, and where Slack calls.

Source: docs.slack.dev, "App manifest reference". docs/slack.md shows the same as YAML.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from milepost.messaging.channels.slack.connection import SCOPES

NEW_APP = "https://api.slack.com/apps"


def manifest(redirect: str, interactions: str, events: str) -> dict[str, Any]:
    """The manifest, for these addresses."""
    return {
        "display_information": {
            "name": "Milepost",
            "description": "Shared success plans: what is due, done and next",
            "background_color": "#17624a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Milepost", "always_online": True},
        },
        "oauth_config": {"redirect_urls": [redirect], "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {
                "request_url": events,
                "bot_events": ["app_uninstalled", "tokens_revoked"],
            },
            "interactivity": {"is_enabled": True, "request_url": interactions},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def new_app_address(made: dict[str, Any]) -> str:
    """Where Slack makes an app, with the manifest filled in."""
    return f"{NEW_APP}?{urlencode({'new_app': 1, 'manifest_json': json.dumps(made)})}"
