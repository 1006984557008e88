"""Names of persons taken apart by the tradition they are written in."""
