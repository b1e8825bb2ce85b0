"""Documents and pictures made from the record: what is sent to the Panel, and the tracker of reviews."""
