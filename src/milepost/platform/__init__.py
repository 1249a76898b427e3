"""What everything stands on: settings, the embedded database, roles and walls, the server."""
