-- Three more squarings of each chain; after 12 of them paths of 4095 moves are in the sum.
{{ markov_squarings(ref('int_markov_powers_3')) }}
