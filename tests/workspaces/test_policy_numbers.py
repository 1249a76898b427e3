"""The workspace's own numbers: which of them a plan takes, and which are the workspace's alone."""

from __future__ import annotations

import pytest

from milepost.domain.errors import InvalidInput
from milepost.workspaces.policy import numbers_of, policy_changes, read_numbers


def test_how_many_missed_dates_are_a_pattern_is_the_workspaces_alone() -> None:
    kept = read_numbers({"repeated_misses": "3"}, {})
    assert kept == {"repeated_misses": 3}
    assert numbers_of(kept)["repeated_misses"] == 3
    assert policy_changes(kept) is None
    both = read_numbers({"repeated_misses": "3", "behind_days": "5"}, {})
    changes = policy_changes(both)
    assert changes is not None
    assert changes.behind_days == 5
    assert read_numbers({"repeated_misses": "2"}, kept) == {}


def test_no_missed_date_is_no_pattern() -> None:
    with pytest.raises(InvalidInput, match="too few"):
        read_numbers({"repeated_misses": "0"}, {})
