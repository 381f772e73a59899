"""Make the documents of a session into pages to read, print and hand out: plain data in, HTML and PDF out."""
