"""Meetings before and after their minutes are taken: agenda, roll call, closing, paper, certifying."""
