"""A scope is one transaction under one role; it fails closed and leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.platform import scope


def _state() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user::text,"
            " coalesce(nullif(current_setting('milepost.workspace', true), ''), '-'),"
            " coalesce(nullif(current_setting('milepost.member', true), ''), '-')"
        )
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_a_scope_sets_role_workspace_and_member_and_takes_them_back() -> None:
    with scope.seller_scope(7, 9) as opened:
        assert _state() == ("milepost_seller", "7", "9")
        assert scope.current() == opened
    assert _state() == ("milepost_owner", "-", "-")
    assert scope.current() is None


@pytest.mark.django_db(transaction=True)
def test_an_exception_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), scope.seller_scope(7, 9):
        raise ZeroDivisionError
    assert _state() == ("milepost_owner", "-", "-")
    assert scope.current() is None


@pytest.mark.django_db(transaction=True)
def test_an_sql_error_leaves_nothing_behind() -> None:
    with (
        pytest.raises(DatabaseError),
        scope.seller_scope(7),
        connection.cursor() as cursor,
    ):
        cursor.execute("select 1/0")
    assert _state() == ("milepost_owner", "-", "-")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_savepoint_inside_keeps_the_scope() -> None:
    with scope.seller_scope(7, 9):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert _state() == ("milepost_seller", "7", "9")


@pytest.mark.django_db(transaction=True)
def test_a_scope_cannot_stand_inside_another_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic(), scope.seller_scope(7):
        pass


@pytest.mark.django_db
def test_nested_in_a_test_the_outer_role_comes_back_after_success_and_error() -> None:
    with scope.seller_scope(7, 9):
        assert _state() == ("milepost_seller", "7", "9")
    assert _state() == ("milepost_owner", "-", "-")
    with pytest.raises(DatabaseError), scope.seller_scope(7), connection.cursor() as cursor:
        cursor.execute("select 1/0")
    assert _state() == ("milepost_owner", "-", "-")


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_ones_own_can_open_the_scope() -> None:
    opening = (
        "select 41 + 1, set_config('role', 'milepost_seller', true),"
        " set_config('milepost.workspace', %s, true), set_config('milepost.member', '', true)"
    )
    with scope.scope_opened_by(opening, ["7"]) as row:
        assert row is not None
        scope.entered(7, None)
        assert row[0] == 42
        assert _state() == ("milepost_seller", "7", "-")
        assert scope.current() == scope.Scope(scope.SELLER, 7, None)
    assert scope.current() is None
    assert _state() == ("milepost_owner", "-", "-")


@pytest.mark.django_db(transaction=True)
def test_the_worker_works_in_no_workspace() -> None:
    with scope.worker_scope():
        assert _state() == ("milepost_worker", "-", "-")
