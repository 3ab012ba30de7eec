"""Invented places for the tests of any room."""

import factory
from factory.django import DjangoModelFactory

from catalyse.engines.text import fold
from catalyse.places.models import Commune, Department, IntermunicipalBody, Region


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "28"
    name = "Normandie"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "61"
    name = "Orne"


class IntermunicipalBodyFactory(DjangoModelFactory):
    class Meta:
        model = IntermunicipalBody

    kind = "ca"
    name = factory.Sequence(lambda n: f"Agglomération des Sources {n}")


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    department = factory.SubFactory(DepartmentFactory)
    insee = factory.Sequence(lambda n: f"61{n % 1000:03}")
    name = factory.Sequence(lambda n: f"Sainte-Source-{n}")
    sort_key = factory.LazyAttribute(lambda commune: fold(commune.name))
    search_key = factory.LazyAttribute(lambda commune: " | ".join(map(fold, [commune.name, *commune.former_names])))
    former_names = factory.LazyFunction(list)
