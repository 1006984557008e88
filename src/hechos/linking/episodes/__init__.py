"""Which accounts of an act, told in one document or in many, are of one incident."""
