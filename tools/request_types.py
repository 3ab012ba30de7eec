"""A mypy plugin: what the house's middleware sets on every request, and of which type.

Without it each view would need a request class of its own, only for the type checker.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MypyFile
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, Instance, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
SET_BY_MIDDLEWARE = {
    "actor": "catalyse.kernel.access.Actor",
    "today": "datetime.date",
    "htmx": "django_htmx.middleware.HtmxDetails",
}


class RequestTypes(Plugin):
    """Declares the attributes, and gives each its type once all modules are known."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        if file.fullname != "django.http.request":
            return []
        return [(10, name.rpartition(".")[0], -1) for name in SET_BY_MIDDLEWARE.values()]

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _declare if fullname == REQUEST else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        owner, _, name = fullname.rpartition(".")
        wanted = SET_BY_MIDDLEWARE.get(name) if owner == REQUEST else None
        return (lambda context: _typed(context, wanted)) if wanted else None


def _declare(context: ClassDefContext) -> None:
    for name in SET_BY_MIDDLEWARE:
        if name not in context.cls.info.names:
            add_attribute_to_class(context.api, context.cls, name, AnyType(TypeOfAny.explicit))


def _typed(context: AttributeContext, wanted: str) -> Type:
    module, _, name = wanted.rpartition(".")
    known = getattr(context.api, "modules", {}).get(module)
    found = known.names.get(name) if known else None
    if found is None or not hasattr(found.node, "defn"):
        return context.default_attr_type
    return Instance(found.node, [])  # type: ignore[arg-type]


def plugin(version: str) -> type[Plugin]:
    """What mypy asks for."""
    return RequestTypes
