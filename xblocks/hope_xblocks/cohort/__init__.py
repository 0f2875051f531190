"""Figures of whole cohorts, from totals alone; who answered what is kept nowhere."""
