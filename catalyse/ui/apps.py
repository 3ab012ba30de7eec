from django.apps import AppConfig


class UiConfig(AppConfig):
    """What everybody sees: page types, components, pictures, static files."""

    name = "catalyse.ui"
    label = "ui"
