"""The developer's tools, the command `botkit`. Bots never import them."""
