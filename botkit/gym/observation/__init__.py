"""What ships observe, as arrays, straight from the columns; it knows neither matches nor opponents."""
