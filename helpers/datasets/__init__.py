"""What `helpers.data` offers: shipped files, series, and their windows."""
