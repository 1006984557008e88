"""What a sentence of a finding may say: checked against what its words are bound to."""

from __future__ import annotations
