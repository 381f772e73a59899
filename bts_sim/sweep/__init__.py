"""Sweeps: one comparison over a grid of parameters and cohorts, on this machine or on a Dask cluster."""
