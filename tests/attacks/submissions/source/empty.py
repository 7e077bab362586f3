"""Defines nothing.

Stopped by: nothing has to; a missing function earns nothing.
"""
