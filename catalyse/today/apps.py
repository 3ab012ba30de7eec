from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "catalyse.today"
    label = "today"
