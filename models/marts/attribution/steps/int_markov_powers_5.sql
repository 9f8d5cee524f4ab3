-- Three more squarings of each chain; after 15 of them paths of 32767 moves are in the sum.
{{ markov_squarings(ref('int_markov_powers_4')) }}
