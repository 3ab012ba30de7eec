from django.apps import AppConfig


class DropinsConfig(AppConfig):
    name = "catalyse.dropins"
    label = "dropins"
