"""What `tannha` can do, one file per first word."""
