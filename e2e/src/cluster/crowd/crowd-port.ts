/** Port of the pods of a crowd; that of istiod's own server, 8080, is taken in their network. */
export const CROWD_PORT = 8_088;
