"""Speaking with a store on a server: who signs in, of which kind it is, and HTTP itself."""
