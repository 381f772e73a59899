"""What people see: tables, charts, pages and reports, made from tables and never from the jury."""
