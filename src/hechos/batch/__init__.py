"""Work on millions of rows: Parquet in, Parquet out, in parts that can be resumed."""

from __future__ import annotations
