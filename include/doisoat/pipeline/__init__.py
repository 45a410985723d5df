"""The steps of a run, in order, with the ledger: what DAG tasks and the command line call."""
