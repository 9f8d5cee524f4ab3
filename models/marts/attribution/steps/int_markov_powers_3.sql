-- Three more squarings of each chain; after 9 of them paths of 511 moves are in the sum.
{{ markov_squarings(ref('int_markov_powers_2')) }}
