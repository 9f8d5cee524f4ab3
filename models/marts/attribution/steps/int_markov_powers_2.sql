-- Three more squarings of each chain; after 6 of them paths of 63 moves are in the sum.
{{ markov_squarings(ref('int_markov_powers_1')) }}
