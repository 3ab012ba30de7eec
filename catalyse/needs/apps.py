from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "catalyse.needs"
    label = "needs"
