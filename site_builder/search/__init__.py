"""Search: texts in, the bytes of a static index out, in one form for all scripts."""
