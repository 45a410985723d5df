"""The laboratory's commands of ``doisoat``; imported for ``doisoat --help`` too, hence light at the top."""
