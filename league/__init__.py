"""The league: who plays whom, the matches, their results and the ladder made from them."""
