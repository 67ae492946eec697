"""What the bot shows, as embeds: pure functions of facts."""
