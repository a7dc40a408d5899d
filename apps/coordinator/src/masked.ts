/** The text with the password of each URL in it replaced by ***. */
export function maskedText(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):(?:(?!\?(?:ca|cert|key|password_file)=)[^\s@])+@/gi, '$1:***@')
}
