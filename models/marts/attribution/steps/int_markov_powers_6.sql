-- Three more squarings of each chain; after 18 of them paths of 262143 moves are in the sum.
{{ markov_squarings(ref('int_markov_powers_5')) }}
