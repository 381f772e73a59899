"""The documents of a session as pages to read, print and hand out: plain data in, HTML and PDF out."""
