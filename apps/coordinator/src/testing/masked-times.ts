/**
 * A command's output without what is another each time: times, rates, random ids, dates. What stands for them is as
 * wide, so that tables stay in line.
 */
export function maskedTimes(text: string): string {
  return text
    .replaceAll(/\d+:\d\d(?= left|$)/gm, (time) => time.replaceAll(/\d/g, '0'))
    .replaceAll(/[\d.]+ trials\/min/g, '0.0 trials/min')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '2026-01-01 00:00')
    .replaceAll(/(?<=checkpoints\/)[a-z0-9]{10}(?=-\d)/g, 'xxxxxxxxxx')
    .replaceAll(/ +[\d.]+(?= {2}host-1\b)/g, (seconds) => '0.00'.padStart(seconds.length))
    .replaceAll(/^((?:best single|mean of|average of|greedy of|snapshot of).*?)( +[\d.]+)$/gm, maskedLast)
}

/** The milliseconds that stand last in a comparison of networks. */
function maskedLast(_line: string, before: string, time: string): string {
  return before + '0.0'.padStart(time.length)
}
