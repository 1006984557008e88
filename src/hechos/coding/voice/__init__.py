"""Voices: who says so, how sure, and whether at all."""
