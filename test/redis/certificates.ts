import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000

/** The two files of a certificate, PEM. */
export interface Certificate {
  cert: string
  key: string
}

export interface CertificateOptions {
  /** For which names of DNS; a server's. Without any it is a client's. */
  names?: readonly string[]
  /** Days from now on which it ends; before now where negative. */
  days?: number
}

export interface Authority {
  /** The file of its own certificate. */
  ca: string
  issue(name: string, options?: CertificateOptions): Promise<Certificate>
}

/** A certificate authority whose files, and those of what it issues, lie in this folder. */
export async function authority(dir: string, name = 'ca'): Promise<Authority> {
  const options = { keyType: 'ec', algorithm: 'sha256' } as const
  const own = await generate([{ name: 'commonName', value: name }], {
    ...options,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const file = (path: string, content: string) => {
    writeFileSync(join(dir, path), content)
    return join(dir, path)
  }
  return {
    ca: file(`${name}.pem`, own.cert),
    async issue(subject, { names, days = 30 } = {}) {
      const issued = await generate([{ name: 'commonName', value: subject }], {
        ...options,
        ca: { key: own.private, cert: own.cert },
        notBeforeDate: new Date(Date.now() - 60 * DAY_MS),
        notAfterDate: new Date(Date.now() + days * DAY_MS),
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: names !== undefined, clientAuth: names === undefined },
          ...(names ? [{ name: 'subjectAltName' as const, altNames: names.map(altName) }] : []),
        ],
      })
      return { cert: file(`${subject}.pem`, issued.cert), key: file(`${subject}.key.pem`, issued.private) }
    },
  }
}

/** 2 stands for a name of DNS, 7 for an address. */
function altName(name: string) {
  return /^[\d.]+$/.test(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name }
}
