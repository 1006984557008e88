"""How a page is reached and sent: walls, guards, the case opened for a change, files, server."""

from __future__ import annotations
