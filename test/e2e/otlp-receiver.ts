import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as it came in. Times are nanoseconds since 1970. */
export interface ReceivedSpan {
  service: string
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  start: bigint
  end: bigint
  attributes: Record<string, string | number>
}

interface Value {
  stringValue?: string
  intValue?: number | string
  doubleValue?: number
}
interface Attributed {
  attributes: { key: string; value: Value }[]
}
interface Sent {
  resourceSpans: {
    resource: Attributed
    scopeSpans: { spans: (Attributed & Record<'startTimeUnixNano' | 'endTimeUnixNano' | 'name', string>)[] }[]
  }[]
}

/** An OTLP receiver: takes traces as JSON by HTTP, as the specification has it, and keeps them. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const isSound = request.method === 'POST' && request.url === '/v1/traces'
    if (isSound) spans.push(...spansOf(JSON.parse(text)))
    response.writeHead(isSound ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function spansOf({ resourceSpans }: Sent): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource)['service.name'])
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...(span as unknown as Pick<ReceivedSpan, 'traceId' | 'spanId'>),
        name: span.name,
        service,
        start: BigInt(span.startTimeUnixNano),
        end: BigInt(span.endTimeUnixNano),
        attributes: attributesOf(span),
      })),
    )
  })
}

function attributesOf({ attributes }: Attributed): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue } }) => [
      key,
      stringValue ?? doubleValue ?? Number(intValue),
    ]),
  )
}
