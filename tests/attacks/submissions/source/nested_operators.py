"""Puts 300,000 minus signs before a number: deep for the compiler, not for the tokenizer.

Stopped by: the child (nested too deeply is a syntax error).
"""

# expect: syntax|crash|memory

x = @MANY[-|300000]@1
