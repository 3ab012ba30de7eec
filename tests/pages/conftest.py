from tests.cases.conftest import country, flers  # noqa: F401
