"""How the sign-in library behaves here: nobody signs up by themselves, passwords by our rules."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

EMAIL_LIMIT = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed: people come by the set-up link or by an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who failed attempts are counted for: the sender, or whom our own proxies name.

        Each proxy adds one address at the end of X-Forwarded-For; what stands before the last
        `PROXIES` of them was written by the sender, who may write anything.
        """
        named = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < settings.PROXIES <= len(named):
            try:
                return str(ip_address(named[-settings.PROXIES].strip()))
            except ValueError:
                pass
        return str(super().get_client_ip(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By address alone: with the host in it, a made-up port would start a new count."""
        return str(credentials.get("email") or credentials.get("username") or "").strip().lower()

    def forget_attempt(self) -> None:
        """The attempt that `pre_authenticate` has counted was right."""
        self._rollback_login_failed_rl_usage()

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """An address that people reach, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.PUBLIC_URL}{path.replace('UID-KEY', key)}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """As for a reset: never an address that a request has made up."""
        return (
            f"{settings.PUBLIC_URL}{reverse('account_confirm_email', args=[emailconfirmation.key])}"
        )

    def clean_email(self, email: str) -> str:
        """No longer than what is kept of an address (RFC 5321 allows 254 characters)."""
        if len(email) > EMAIL_LIMIT:
            raise ValidationError(_("This is no e-mail address. Write it like sam@example.com."))
        return str(super().clean_email(email))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say by themselves what happened; only failures and changes are worth a word."""
        template = str(kwargs.get("message_template") or (args[2] if len(args) > 2 else ""))
        if template.endswith(("logged_in.txt", "logged_out.txt")):
            return
        super().add_message(*args, **kwargs)
