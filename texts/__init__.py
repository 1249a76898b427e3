"""What translators work on: `python -m texts` brings every catalogue up to date."""
