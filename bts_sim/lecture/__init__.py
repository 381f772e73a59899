"""Tables as people send them: CSV, workbooks and Parquet, told apart by what is in them and never by their names."""
