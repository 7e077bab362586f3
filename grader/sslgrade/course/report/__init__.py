"""What a class can do and what it believes: one offline page, and a table beside it."""
