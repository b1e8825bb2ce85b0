"""What lists share: filters that stay in the address, page numbers, and files to keep."""
