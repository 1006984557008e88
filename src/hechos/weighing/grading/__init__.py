"""What people hold of sources, information and witnesses, and what that does to a claim."""

from __future__ import annotations
