"""Slack: what members are told, as direct messages with buttons, and celebrations in a channel.

Buyers are never reached here. `connection` lets a workspace in, `people` knows who is who,
`channel` keeps the contract, `posting` delivers, `interactions` takes in what was pressed.
"""
