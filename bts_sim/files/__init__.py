"""Read the files of people: CSV, workbooks, Parquet and YAML. The content tells the kind of a file, never its name."""
