import { validate } from 'dockerfile-utils'

/** What a linter finds in a Dockerfile, and what ours has to hold beyond that; each as a sentence. */
export function dockerfileFaults(text: string): string[] {
  const linted = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`)
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  const words = (keyword: string) =>
    lines.filter((line) => line.startsWith(`${keyword} `)).map((line) => line.slice(keyword.length + 1))
  const outside = words('FROM').filter((from) => !/^[a-z]+( AS [a-z]+)?$/.test(from))
  return [
    ...linted,
    ...when(outside.length !== 1, `it is made of ${outside.length} images, not of one`),
    ...when(!outside.every((from) => /\$\{\w+_DIGEST/.test(from)), 'its base cannot be held to a digest'),
    ...when(words('ADD').length > 0, 'ADD fetches and unpacks: COPY'),
    ...when(words('USER').at(-1) !== '10001:10001', 'what it starts is not 10001:10001'),
    ...when(words('HEALTHCHECK').length !== 1, 'nothing asks how it is: HEALTHCHECK'),
    ...words('ENV')
      .concat(words('ARG'))
      .flatMap((line) => when(/PASSWORD|TOKEN=|SECRET/.test(line), `a secret stays in it: ${line}`)),
  ]
}

function when(isSo: boolean, fault: string): string[] {
  return isSo ? [fault] : []
}
