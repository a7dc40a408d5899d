import { z } from 'zod'
import type { Manifest } from './manifests.ts'

const probe = z.looseObject({}).optional()
const limits = z.record(z.string(), z.union([z.string(), z.number()])).default({})

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  securityContext: z
    .looseObject({
      privileged: z.boolean().default(false),
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      capabilities: z
        .looseObject({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
        .optional(),
    })
    .prefault({}),
  resources: z.looseObject({ limits, requests: limits }).prefault({}),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
})

const podSchema = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().default(false),
  hostPID: z.boolean().default(false),
  hostIPC: z.boolean().default(false),
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .prefault({}),
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).default([]),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        hostPath: z.unknown().optional(),
        emptyDir: z.looseObject({ sizeLimit: z.string().optional() }).optional(),
      }),
    )
    .default([]),
})

const controllerSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: podSchema,
    }),
  }),
})

export type Container = z.infer<typeof containerSchema>
export type Pod = z.infer<typeof podSchema>

/** The pods that an object starts; none for one that starts none. */
export function podOf(manifest: Manifest): Pod | undefined {
  if (!['Deployment', 'StatefulSet'].includes(manifest.kind)) return undefined
  return controllerSchema.parse(manifest).spec.template.spec
}
