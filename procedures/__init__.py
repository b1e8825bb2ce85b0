"""The rules as data: the procedure language, the library of procedures, the checker and the calendar."""
