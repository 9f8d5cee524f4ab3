-- The last three squarings: paths of two million moves are in the sum. A company's own chains end
-- within a few hundred; what takes longer is a program that calls a page every few minutes.
{{ markov_squarings(ref('int_markov_powers_6')) }}
