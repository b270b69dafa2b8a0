"""Users, their memberships in workspaces, and the keys of integrators."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from pos.users.scopes import SCOPES
from pos.workspaces.fields import TimestampField, now
from pos.workspaces.models import TimestampedModel, WorkspaceModel


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(TimestampedModel, AbstractBaseUser, PermissionsMixin):
    """A person: waiter, manager, back-office staff. Shared by the workspaces they work in."""

    email = models.EmailField(max_length=320, unique=True)
    name = models.CharField(max_length=255)
    is_staff = models.BooleanField(default=False, help_text="May sign in to the back office.")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]
        indexes = [models.Index(fields=["created_at", "id"], name="user_listed")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member does in a workspace."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    WAITER = "waiter"
    ACCOUNTANT = "accountant"


class Membership(WorkspaceModel):
    """A user's place in a workspace. Ended by `is_active`, never deleted: old sales name them."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    role = models.CharField(max_length=16, choices=Role, default=Role.WAITER)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["workspace_id", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(
                name="membership_role", condition=models.Q(role__in=Role.values)
            ),
        ]
        indexes = [models.Index(fields=["user", "workspace"], name="membership_by_user")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Flavour(models.TextChoices):
    """Which of the two dialects once published under `/api/v2` a key speaks there."""

    SNAKE = "snake", "snake_case (November 2024)"
    CAMEL = "camel", "camelCase (from 12 November 2024)"


TEST_PREFIX = "sk_test_"
LIVE_PREFIX = "sk_live_"


def hash_secret(secret: str) -> str:
    """Hash a key for storage: SHA-256, hexadecimal.

    A fast hash is enough: the secret has 256 random bits, so there is nothing to guess.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiKey(WorkspaceModel):
    """An integrator's key. Opens one workspace; only its hash is kept."""

    name = models.CharField(max_length=255)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="In whose name it sells; made at its first sale.",
    )
    prefix = models.CharField(max_length=16, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=32, choices=SCOPES), default=list)
    is_live = models.BooleanField(default=False, editable=False)
    v2_flavour = models.CharField(max_length=8, choices=Flavour, default=Flavour.SNAKE)
    rate_limit = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Requests in a window; empty: the server's own limit; 0: no limit.",
    )
    expires_at = TimestampField(null=True, blank=True)
    last_used_at = TimestampField(null=True, blank=True, editable=False)
    revoked_at = TimestampField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(
                name="api_key_v2_flavour", condition=models.Q(v2_flavour__in=Flavour.values)
            ),
        ]
        indexes = [models.Index(fields=["workspace", "created_at", "id"], name="api_key_listed")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def new_secret(*, live: bool) -> str:
        """Make a secret: the prefix that tells test from live, then 256 random bits."""
        return (LIVE_PREFIX if live else TEST_PREFIX) + secrets.token_hex(32)

    @property
    def is_usable(self) -> bool:
        moment = now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > moment)
