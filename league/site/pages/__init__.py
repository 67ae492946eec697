"""The pages of a site but those of games, rendered from its contents; imported by its build and `league table`."""
