"""Scored pairs judged: vetoes, cuts, clusters, and a second stage learned from reviews."""
