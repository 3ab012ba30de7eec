from django.apps import AppConfig


class PoolingConfig(AppConfig):
    name = "catalyse.pooling"
    label = "pooling"
