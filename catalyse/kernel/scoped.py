"""No unscoped door: rows of a confidential model are read through an actor, or with a stated reason."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

from catalyse.kernel.access import Actor, policy_of

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """A confidential model was read without saying for whom: a mistake of the programmer."""


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that cannot be read before `.visible_to(actor)` or `.system("reason")` was called.

    `.system` is for services, jobs and case files; a test of the house keeps it out of views and templates.
    """

    _open = False

    def visible_to(self, actor: Actor) -> Self:
        """The rows that the actor may know to exist, by the policy of the model."""
        return policy_of(self.model).seen_by(actor, self._opened())  # type: ignore[return-value]

    def system(self, reason: str) -> Self:
        """Every row, for the house itself; the reason is for the reader of the code."""
        if not reason:
            raise Unscoped("say why the house reads these rows")
        return self._opened()

    def _opened(self) -> Self:
        rows = self._clone()
        rows._open = True
        return rows

    def _clone(self) -> Self:
        rows = super()._clone()  # type: ignore[misc]
        rows._open = self._open
        return rows

    def _check(self) -> None:
        if not self._open:
            raise Unscoped(f"{self.model.__name__}: read it through .visible_to(actor) or .system(reason)")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()  # type: ignore[misc]

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()
