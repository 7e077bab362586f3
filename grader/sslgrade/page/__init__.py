"""The concept page: one offline HTML file, built from ``concept/`` and the exercises."""
