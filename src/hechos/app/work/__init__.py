"""What members do beside deciding: files on their way in, assignments, comments, tasks, notices.
None of it is evidence; it stands in tables of its own and never in a journal."""

from __future__ import annotations
