"""What others see of a host that runs: the log, health and metrics over HTTP, and the service manager's watchdog.

Imported by the host's `serve` alone.
"""
