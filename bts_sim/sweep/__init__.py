"""Sweeps: one comparison over a grid of parameters, draws and cohorts, on this machine or on a Dask cluster."""
