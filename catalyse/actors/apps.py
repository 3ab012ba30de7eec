from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "catalyse.actors"
    label = "actors"
