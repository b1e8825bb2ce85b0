"""The library of procedures: each in words and as a picture, its versions, and what differs."""
