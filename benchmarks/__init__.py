"""How fast, how large and how right: this project beside the tools that could do the same job."""
