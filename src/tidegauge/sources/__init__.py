"""One module per publisher: what to ask and how to read the answer, both pure. `table` lists them all."""
