"""How good a coach is: its verdicts beside those of graded answers, with intervals and baselines."""
