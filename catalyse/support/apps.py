from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "catalyse.support"
    label = "support"
