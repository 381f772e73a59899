"""Files of people: CSV, workbooks, Parquet and YAML, recognised by their content and never by their names."""
