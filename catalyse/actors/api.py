"""What other programs may ask, with the session of whoever is signed in: the same answers as the pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema

from catalyse.actors import search
from catalyse.engines.register import department_of
from catalyse.kernel.access import access

api = NinjaAPI(title="Catalyse", version="1", urls_namespace="api", docs_url=None, openapi_url="openapi.json")


class Association(Schema):
    """An association of the national register; `known` is the page that it has in the house, or empty."""

    id: str
    title: str
    short_title: str
    commune: str
    insee: str
    state: str
    known: str


@api.get("associations", response=list[Association], url_name="associations", summary="Associations, as one types")
def associations(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="A name, an acronym or a number, with a mistake or two")] = "",
    commune: Annotated[
        str, Query(pattern=r"^([0-9][0-9ABab][0-9]{3})?$", description="INSEE code: its department comes first")
    ] = "",
    sector: Annotated[str, Query(pattern=r"^([0-9]{3})?$", description="First three digits of the object")] = "",
    active: Annotated[bool, Query(description="Without those that are dissolved")] = False,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[dict[str, str]]:
    """The likeliest first; the national register is open data, what the house knows is what the person may see."""
    where = search.Where(near=department_of(commune), sector=sector, active=active)
    return [search.told(found) for found in search.find(request.actor, q, where, limit)]


def operations() -> tuple[list[Any], str, str]:
    """The addresses of the API, each behind the same door as a page."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = access("signed_in")(pattern.callback)
    return patterns, app_name, namespace
