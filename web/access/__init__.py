"""What stands before every page: hosts, bodies, headers, forged forms, rates, and how faults are answered."""
