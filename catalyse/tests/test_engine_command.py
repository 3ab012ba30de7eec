"""`catalyse engine`: every engine on the command line."""

import io
import json

from catalyse.cli import main
from catalyse.engines.commands import ENGINES


def test_the_command_line_asks_an_engine(monkeypatch, capsys):
    asked = {"numbers": [{"kind": "siren", "text": "732 829 320"}]}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asked)))

    assert main(["engine", "identifiers"]) == 0

    assert json.loads(capsys.readouterr().out)["numbers"][0]["number"] == "732829320"


def test_the_command_line_prints_a_schema_and_says_what_is_wrong(monkeypatch, capsys):
    assert main(["engine", "money", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == ENGINES["money"].schema
    assert main(["engine"]) == 0
    assert "network" in capsys.readouterr().out

    monkeypatch.setattr("sys.stdin", io.StringIO("{"))

    assert main(["engine", "money"]) == 1
    assert capsys.readouterr().err
