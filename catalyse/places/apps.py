from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "catalyse.places"
    label = "places"
