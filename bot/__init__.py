"""The faces: the command line, the Telegram bot, the page for a browser and MCP, and what they share."""
