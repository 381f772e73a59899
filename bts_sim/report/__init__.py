"""Reports: notebooks run on parameters and published as pages, with a cover, an index and comparisons."""
