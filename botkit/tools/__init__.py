"""The developer's tools: the command `botkit`. A bot never imports them."""
