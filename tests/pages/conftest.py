from tests.cases.conftest import country  # noqa: F401
