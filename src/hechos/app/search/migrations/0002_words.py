# mypy: disable-error-code=no-untyped-def
from django.db import migrations


def make(apps, schema_editor):
    from hechos.app.search.backend import Postgres, Sqlite

    table = Postgres if schema_editor.connection.vendor == "postgresql" else Sqlite
    for statement in table.make.split(";"):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
