// shots
