/** The known name that `wrong` is closest to, where it is close enough to be a slip of the finger. */
export function closest(wrong: string, known: Iterable<string>): string | undefined {
  const allowed = Math.max(1, Math.floor(wrong.length / 3))
  let best: string | undefined
  let bestDistance = allowed + 1
  for (const name of known) {
    const distance = slipDistance(wrong.toLowerCase(), name.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [name, distance]
  }
  return best
}

/** A beginning of three letters or more counts as one slip: "drop" for "dropout". */
function slipDistance(wrong: string, name: string): number {
  return wrong.length >= 3 && wrong !== name && name.startsWith(wrong) ? 1 : editDistance(wrong, name)
}

/** `Did you mean "x"?` where something is close, else all that is known. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const near = closest(wrong, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  return known.length > 0 ? `Known are: ${known.join(', ')}.` : 'None is known.'
}

/**
 * Levenshtein distance in which two swapped neighbours count one (optimal string alignment):
 *
 *     d[i,j] = min(d[i−1,j] + 1, d[i,j−1] + 1, d[i−1,j−1] + [aᵢ ≠ bⱼ], d[i−2,j−2] + 1 where aᵢ₋₁aᵢ = bⱼbⱼ₋₁)
 *
 * Source: Damerau 1964, in the restricted form that edits no substring twice.
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1
  const distance = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => distance[i * width + j]!
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) {
        distance[i * width + j] = i + j
        continue
      }
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, at(i - 2, j - 2) + 1)
      distance[i * width + j] = least
    }
  }
  return at(a.length, b.length)
}
