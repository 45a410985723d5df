"""The laboratory beside the product: made-up provinces with known truth, and how well a run did on one.

It may use the product; the product never uses it, and has no trace of it in its wheel. A checkout installs it as a
package of its own (``doisoat-lab``), whose commands join the product's command line.
"""
