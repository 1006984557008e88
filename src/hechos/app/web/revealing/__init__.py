"""Protected identities: mark a name, ask to see it, allow or refuse."""

from __future__ import annotations
