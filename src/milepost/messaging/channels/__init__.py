"""The ways to reach a person. A channel is a folder with a `channel.py` (see `contract.py`)."""
