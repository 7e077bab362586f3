"""Who grades: processes of this machine, or workers of a Dask cluster. Both only return reports."""
