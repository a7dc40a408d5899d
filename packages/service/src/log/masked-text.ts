/** The text with the password of each URL in it replaced by ***. */
export function maskedText(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@]+@/gi, '$1:***@')
}
