/** How many scopes somebody waits for: a program that ends with one open has stopped, not finished. */
export const awaited = {
  scopes: 0,
  /** Whether a debugger reports on the end of the program. */
  reported: false,
}
