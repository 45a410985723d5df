"""Render a finished run for people: the officers' worklists and the provincial quality report."""
