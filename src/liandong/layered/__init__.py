"""Directed graphs in layers (Sugiyama): the steps that every drawing of one shares, from ranks to crossings."""
