"""Sign in and out, prove it, second factors, and what a person sets for the own account."""

from __future__ import annotations
