"""The law: exact points, dated texts, rules, the jury, and each decision explained."""
