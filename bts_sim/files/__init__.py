"""Files of people: CSV, workbooks, Parquet and YAML, told apart by what is in them and never by their names."""
