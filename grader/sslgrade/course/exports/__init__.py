"""What other systems read: one format, one file; ``quiz/`` holds questions, ``results/`` grades."""
