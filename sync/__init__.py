"""How two copies come to agree: the words on the wire, the office's half, the tablet's half."""
