"""Notices by e-mail, to those who asked for them: that there is an answer, never what it says."""
