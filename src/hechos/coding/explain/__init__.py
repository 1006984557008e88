"""How a claim came about: the words, the frame, the voice, the date and the place, step by step."""
