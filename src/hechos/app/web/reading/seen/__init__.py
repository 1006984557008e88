"""A source as it was received: pages, pictures, film and sound; and other texts beside it."""

from __future__ import annotations
