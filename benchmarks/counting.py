"""How often a page asked the database, and how long that took, told in its headers."""

from __future__ import annotations

import time

from django.db import connection


class CountQueries:
    """Adds X-Queries and X-Sql-Ms to every answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count, spent = 0, 0.0

        def counted(execute, sql, params, many, context):
            nonlocal count, spent
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                count, spent = count + 1, spent + time.perf_counter() - began

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"], response["X-Sql-Ms"] = str(count), f"{spent * 1000:.2f}"
        return response
